"""Turn a layout under way into one finished page, before the pages after it are laid out.

Who looks at a page while they change it need not wait for the rest. What only the whole document can tell (the number of
pages, references to later ones) is as it was the last time; the finished document replaces the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from weasyprint import Document, layout
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import make_margin_boxes


@dataclass(slots=True)
class Glimpse:
    """Which page is wanted early (from 0), how many pages there were last time (0: unknown), and who gets it.

    `show` is called at most once, with a document of that one page.
    """

    page: int
    pages: int
    show: Callable[[Document], object]
    _shown: bool = field(default=False)

    @contextmanager
    def awaited(self, document: Callable[[list[Any]], Document]) -> Iterator[None]:
        """While inside, WeasyPrint's layout hands the page over; `document` makes a document of page boxes."""
        plain = layout.make_all_pages

        def make_all_pages(context: Any, root_box: Any, html: Any, before: Any) -> Iterator[Any]:
            made = []
            for page in plain(context, root_box, html, before):
                made.append(page)
                if not self._shown and len(made) == self.page + 1:
                    self._shown = True
                    self.show(document([self._finished(context, made)]))
                yield page

        layout.make_all_pages = make_all_pages
        try:
            yield
        finally:
            layout.make_all_pages = plain

    def _finished(self, context: Any, made: list[Any]) -> Any:
        """A copy of the last page with its margin boxes and backgrounds, as `layout_document` makes them at its end."""
        number, page = len(made), made[-1].deepcopy()
        state = deepcopy(context.page_maker[number][3])
        state[1]["pages"] = [max(self.pages, number)]
        before = context.current_page, context.string_set
        context.current_page, context.string_set = number, _strings(made)
        try:
            root, *areas = page.children
            kept = [area for area in areas if area.children]
            boxes = make_margin_boxes(context, page, state)
            page.children = (root, *kept, *boxes)
            layout_backgrounds(page, context.get_image_from_uri)
        finally:
            context.current_page, context.string_set = before
        return page


def _strings(pages: list[Any]) -> Any:
    """What `string-set` says on these pages, as the layout context keeps it."""
    found: Any = defaultdict(lambda: defaultdict(list))
    for number, page in enumerate(pages, start=1):
        for box in page.descendants():
            if box.string_set and box.string_set != "none":
                for name, text in box.string_set:
                    found[name][number].append(text)
    return found
