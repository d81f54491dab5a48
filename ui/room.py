"""What every tab of the page shares."""

from dataclasses import dataclass, field

from agent.archive import Archive
from ui.labelling.work import Shelf
from ui.report.shelf import ReportShelf
from ui.sessions import Sessions
from ui.talk import Assistant, Talks
from ui.work import Desk


@dataclass
class Room:
    """The assistant, the desk where work is done, the open pages and what they hold.

    Attributes:
        assistant: answers questions.
        desk: runs heavy work and knows the jobs: `desk.submit(Job(owner, kind, title), work)`.
        sessions: what the server remembers of each open page; `sessions.of(request)` is that of an event.
        lists: the lists that are open in the Label tab.
        reports: the reports that the open pages have written.
        archive: whose each conversation is, and who was shown which run.
        talks: the conversations of the open pages; `sessions.of(request).talk` is the one in sight.
    """

    assistant: Assistant
    desk: Desk = field(default_factory=Desk)
    sessions: Sessions = field(default_factory=Sessions)
    lists: Shelf = field(default_factory=Shelf)
    reports: ReportShelf = field(default_factory=ReportShelf)
    archive: Archive = field(default_factory=Archive)
    talks: Talks = field(init=False)

    def __post_init__(self) -> None:
        self.talks = Talks(self.assistant, self.desk, self.archive)
