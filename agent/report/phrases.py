"""The fixed words of a report, English and Chinese."""

from __future__ import annotations

from agent.turn import Language

PHRASES: dict[str, tuple[str, str]] = {
    "contents": ("Contents", "目录"),
    "summary": ("Executive summary", "摘要"),
    "method": ("Method", "方法"),
    "results": ("Results", "结果"),
    "limits": ("Limits", "局限"),
    "references": ("References", "参考文献"),
    "appendix": ("Appendix: runs and commands", "附录：模型运行与重现命令"),
    "table": ("Table", "表"),
    "figure": ("Figure", "图"),
    "opening": (
        "This report was computed, not written from memory: each figure in it comes from a model run that is listed in "
        "the appendix with the command that repeats it.",
        "本报告的每一个数字都来自一次模型运行，附录列出了全部运行以及可以重现它们的命令。",
    ),
    "none_worked": (
        "None of the sections could be computed; each says why.",
        "各章节均未能完成计算，原因见各节。",
    ),
    "method_opening": (
        "The models below were run on the data sets named with them. Words were put around their figures afterwards; "
        "no figure was changed.",
        "以下模型在所列数据集上运行，文字围绕其结果撰写，未改动任何数字。",
    ),
    "assumptions": ("Where the topic leaves something open: ", "主题未说明之处："),
    "data": ("Data: {names}.", "数据：{names}。"),
    "no_data": (
        "No data set is read: the results follow from theory or from trained models.",
        "不读取数据集：结果来自理论或训练好的模型。",
    ),
    "notes_of": ("Notes of the models, as they gave them:", "模型附注（英文原文）："),
    "notes_above": ("Its other notes stand with the runs above.", "其余附注与前述运行相同。"),
    "source_run": ("Source: run {run}.", "来源：运行 {run}。"),
    "table_caption": ("{table} (run {run})", "{table}（运行 {run}）"),
    "figure_caption": ("{title}", "{title}"),
    "first_rows": ("The first {shown} of {all:,} rows are shown.", "仅列出前 {shown} 行，共 {all:,} 行。"),
    "last_rows": ("The last {shown} of {all:,} rows are shown.", "仅列出最后 {shown} 行，共 {all:,} 行。"),
    "more_columns": ("{count} more columns are not shown.", "另有 {count} 列未列出。"),
    "whole_table": (
        "The whole table: quesnay runs show {run} --table {table} --json.",
        "完整表格：quesnay runs show {run} --table {table} --json。",
    ),
    "failed": ("This section could not be computed: {why}", "本节未能完成计算：{why}"),
    "failed_inside": (
        "the model failed inside ({kind}); this is a fault of the program.",
        "模型内部出错（{kind}），这是程序的缺陷。",
    ),
    "asked": ("Asked with: {command}", "运行命令：{command}"),
    "partial": (
        "This run was stopped before it was done; its figures are the best so far.",
        "该运行在完成前被停止，数字为当时的最好结果。",
    ),
    "run_heading": ("Run {run}: {title}", "运行 {run}：{title}"),
    "run_facts": (
        "Tool {tool}, version {version}, seed {seed}, computed {created} UTC in {seconds:.1f} s.",
        "工具 {tool}，版本 {version}，随机种子 {seed}，计算于 {created}（UTC），用时 {seconds:.1f} 秒。",
    ),
    "run_data": ("Data: {data}.", "数据：{data}。"),
    "repeat": (
        "Each run is repeated by its first command, which says whether the figures are the same; the second asks the "
        "same question anew.",
        "每次运行可用第一条命令重现并核对数字是否一致，第二条命令重新提出同样的问题。",
    ),
    "unverified": ("[not verified]", "［未核实］"),
    "checked": (
        "Report {id}: {numbers:,} numbers, {verified:,} of them found in the runs listed ({runs}).",
        "报告 {id}：共 {numbers:,} 个数字，其中 {verified:,} 个已与所列 {runs} 次运行核对一致。",
    ),
    "page": ("Page", "页"),
    "no_font": (
        "No font with Chinese characters was found on this machine, so {format} in Chinese would show boxes. Install "
        "one (Debian: `apt-get install fonts-wqy-microhei` or `fonts-noto-cjk`), or "
        "`pip install 'quesnay[report-fonts]'`, or write the report as HTML, DOCX or MD.",
        "这台机器上没有中文字体，{format} 中的汉字会显示为方块。请安装一种中文字体（Debian："
        "`apt-get install fonts-wqy-microhei` 或 `fonts-noto-cjk`），"
        "或 `pip install 'quesnay[report-fonts]'`，或改用 HTML、DOCX 或 MD 格式。",
    ),
}


def say(phrase: str, language: Language, **words: object) -> str:
    """Return a fixed text in a language with its blanks filled.

    >>> say("more_columns", "en", count=3)
    '3 more columns are not shown.'
    """
    english, chinese = PHRASES[phrase]
    return (chinese if language == "zh" else english).format(**words)


def date_in_words(year: int, month: int, day: int, language: Language) -> str:
    """Return a date as it is read.

    >>> date_in_words(2026, 3, 9, "en"), date_in_words(2026, 3, 9, "zh")
    ('9 March 2026', '2026年3月9日')
    """
    if language == "zh":
        return f"{year}年{month}月{day}日"
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{day} {names[month - 1]} {year}"
