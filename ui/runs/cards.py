"""What the Runs tab shows, as HTML: one run, two side by side, and the sizes. Every text of a run is escaped."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from tools.core.figures import MISSING, NARROW, as_words, decimals_for, write_figure, write_seconds, write_time
from tools.core.registry import all_tools
from tools.core.runs import Run
from ui.cards import argument_lines, arguments_list, chart_figure, headline, headline_of, result_card
from ui.language import say, tool_title
from ui.runs.compare import ArgumentPair, Comparison, FigurePair
from ui.runs.space import Part, write_size

FIGURES_SHOWN = 40


def opened_card(run: Run) -> str:
    """Return a run: what was asked, the result and the files."""
    tool = all_tools().get(run.tool)
    title = tool_title(run.tool, tool.title if tool else run.tool)
    card = result_card(run.id, run.result, seconds=run.seconds, from_store=True, computed=run.record.created)
    return (
        f'<div class="q-answer q-opened"><h3 class="q-run-title">{escape(title)}</h3>'
        f"{arguments_list(tool, run.arguments)}{headline(headline_of(run.result))}{card}{run_files(run)}</div>"
    )


def run_files(run: Run) -> str:
    """Return the links to a run as files."""
    base = f"quesnay/runs/{run.id}"
    links = [(f"{base}/run.json", f"run-{run.id}.json", say("Everything (JSON)"))]
    if run.result.values:
        links.append((f"{base}/figures.csv", f"figures-{run.id}.csv", say("Figures (CSV)")))
    links += [
        (f"{base}/tables/{quote(name, safe='')}.csv", f"{name}-{run.id}.csv", f"{as_words(name)} (CSV)")
        for name in run.result.tables
    ]
    links += [
        (f"{base}/charts/{chart.name}.png", f"{chart.name}-{run.id}.png", f"{as_words(chart.name)} (PNG)")
        for chart in run.result.charts
    ]
    listed = "".join(f'<a href="{href}" download="{escape(file)}">{escape(words)}</a>' for href, file, words in links)
    return f'<p class="q-downloads">{escape(say("Download:"))} {listed}</p>'


def comparison_card(found: Comparison) -> str:
    """Return two runs side by side: what was asked differently, the figures, the charts."""
    first, second = found.first, found.second
    link = f"quesnay/compare/{first.id}/{second.id}.csv"
    download = (
        f'<p class="q-downloads"><a href="{link}" download="compare-{first.id}-{second.id}.csv">'
        f"{escape(say('Comparison (CSV)'))}</a></p>"
    )
    return (
        f'<div class="q-answer q-compared"><div class="q-pair">{_side("A", first)}{_side("B", second)}</div>'
        f"{_arguments(found)}{_figures(found)}{_charts(first, second)}{download}</div>"
    )


def _side(letter: str, run: Run) -> str:
    tool = all_tools().get(run.tool)
    title = tool_title(run.tool, tool.title if tool else run.tool)
    line = f"{write_time(run.record.created)} · {write_seconds(run.seconds)}"
    return (
        f'<div class="q-side"><h3 class="q-run-title"><span class="q-letter">{letter}</span> {escape(title)}</h3>'
        f'<p class="q-hint">{line} · <code>{run.id}</code></p>{headline(headline_of(run.result))}</div>'
    )


def _arguments(found: Comparison) -> str:
    same = say("{count} arguments are the same.", count=found.same)
    if not found.arguments:
        return f'<p class="q-hint">{escape(say("Both were asked the same."))} {escape(same)}</p>'
    rows = "".join(
        f"<tr><td>{escape(as_words(pair.name))}</td><td>{_value(pair, 0)}</td><td>{_value(pair, 1)}</td></tr>"
        for pair in found.arguments
    )
    return (
        f'<details class="q-table" open><summary>{escape(say("Asked differently"))}'
        f'<span class="q-count">{len(found.arguments)}</span></summary><div class="q-scroll"><table>'
        f"<thead><tr><th>{escape(say('Argument'))}</th><th>A</th><th>B</th></tr></thead>"
        f'<tbody>{rows}</tbody></table></div><p class="q-hint">{escape(same)}</p></details>'
    )


def _value(pair: ArgumentPair, place: int) -> str:
    value = (pair.first, pair.second)[place]
    return MISSING if value is None else "<br>".join(escape(line) for line in argument_lines(value))


def _figures(found: Comparison) -> str:
    shared = found.shared
    if not shared:
        return f'<p class="q-hint">{escape(say("The two have no figure in common."))}</p>'
    shown, rest = shared[:FIGURES_SHOWN], len(found.figures) - min(len(shared), FIGURES_SHOWN)
    rows = "".join(_figure(pair) for pair in shown)
    more = say("{count} more figures are in the CSV.", count=rest) if rest else ""
    count = say("{changed} of {count} differ", changed=found.changed, count=len(shared))
    head = "".join(f'<th class="q-number">{escape(words)}</th>' for words in ("A", "B", say("Difference, B − A")))
    return (
        f'<details class="q-table" open><summary>{escape(say("Figures"))}<span class="q-count">{escape(count)}</span>'
        f'</summary><div class="q-scroll q-tall"><table><thead><tr><th>{escape(say("Figure"))}</th>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p class="q-hint">{escape(more)}</p></details>'
    )


def _figure(pair: FigurePair) -> str:
    first, second, gap = pair.first or 0.0, pair.second or 0.0, pair.difference or 0.0
    decimals = decimals_for([first, second])
    unit = f"{NARROW}{escape(pair.unit)}" if pair.unit else ""
    gap_decimals = max(decimals, min(decimals_for([gap]), 6)) if gap else decimals
    cells = "".join(f'<td class="q-number">{write_figure(one, decimals)}{unit}</td>' for one in (first, second))
    sign = "+" if gap > 0 else ""
    written = f"{sign}{write_figure(gap, gap_decimals)}"
    return f'<tr><td>{escape(pair.label)}</td>{cells}<td class="q-number">{written}</td></tr>'


def _charts(first: Run, second: Run) -> str:
    names = list(dict.fromkeys(chart.name for run in (first, second) for chart in run.result.charts))
    rows = []
    for name in names:
        sides = []
        for letter, run in (("A", first), ("B", second)):
            chart = next((one for one in run.result.charts if one.name == name), None)
            drawn = chart_figure(run.id, chart) if chart else f'<p class="q-hint">{escape(say("No such chart."))}</p>'
            sides.append(f'<div class="q-side"><span class="q-letter">{letter}</span>{drawn}</div>')
        rows.append(f'<div class="q-pair">{"".join(sides)}</div>')
    return "".join(rows)


def size_table(parts: Sequence[Part]) -> str:
    """Return the sizes of the parts of the workspace."""
    rows = "".join(
        f'<tr><td>{escape(say(as_words(part.name)))}</td><td class="q-number">{write_size(part.size)}</td>'
        f'<td class="q-number">{part.files:,}</td></tr>'
        for part in parts
    )
    total = say("Altogether {size}", size=write_size(sum(part.size for part in parts)))
    head = f'<th>{escape(say("Part"))}</th><th class="q-number">{escape(say("Size"))}</th>'
    return (
        f'<div class="q-scroll"><table><thead><tr>{head}<th class="q-number">{escape(say("Files"))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div><p class='q-hint'>{escape(total)}</p>"
    )
