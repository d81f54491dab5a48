"""What every tab of the page shares."""

from dataclasses import dataclass, field

from agent.events import Event
from ui.labelling.work import Shelf
from ui.sessions import Sessions
from ui.talk import Assistant
from ui.work import Desk


@dataclass(frozen=True)
class Room:
    """The assistant, the desk where work is done, the open pages and the open lists.

    Attributes:
        assistant: answers questions.
        desk: runs heavy work and knows the jobs.
        sessions: what the server remembers of each open page; `sessions.of(request)` is that of an event.
        lists: the lists that are open in the Label tab.
    """

    assistant: Assistant
    desk: Desk[Event] = field(default_factory=Desk)
    sessions: Sessions = field(default_factory=Sessions)
    lists: Shelf = field(default_factory=Shelf)
