"""The page on the real assistant with toy tools and a model that goes by words: conversations are really stored."""

import sys

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.assistant import Assistant
from tests.agent.toys import POLITE, SIZE, TARIFF, ScriptedModel, call, say
from tools.core.tool import REGISTERED


class WordModel(ScriptedModel):
    """Waits when asked to wait, describes an economy or raises a tariff when asked, and says what the tool said."""

    def _line(self, messages: list[BaseMessage]) -> AIMessage:
        last = messages[-1]
        if isinstance(last, ToolMessage):
            return say(str(last.content).split("\n", maxsplit=1)[0])
        question = next(str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage))
        call_id = f"c{len(messages)}"
        if "wait" in question:
            return call(POLITE, call_id, seconds=40)
        if "large" in question:
            return call(SIZE, call_id, economy="China")
        points = next((int(word) for word in question.split() if word.isdigit()), 10)
        return call(TARIFF, call_id, importer="US", exporter="China", points=points)


if __name__ == "__main__":
    from ui.chat import launch

    tools = (POLITE, SIZE, TARIFF)
    REGISTERED.clear()
    REGISTERED.update({tool.name: tool for tool in tools})
    launch(int(sys.argv[1]), open_browser=False, assistant=Assistant(model=WordModel(lines=[]), tools=tools))
