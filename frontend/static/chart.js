// A drawing may hold hundreds of events, each a link. Here they become one stop
// of the Tab key: the arrow keys go from event to event.
for (const drawing of document.querySelectorAll("svg[data-chart]")) {
  const marks = [...drawing.querySelectorAll("a")].sort((a, b) => place(a) - place(b));
  marks.forEach((mark, i) => mark.setAttribute("tabindex", i ? "-1" : "0"));
  drawing.addEventListener("keydown", (event) => {
    const at = marks.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (at < 0 || to === undefined || !marks[to]) return;
    event.preventDefault();
    marks[at].setAttribute("tabindex", "-1");
    marks[to].setAttribute("tabindex", "0");
    marks[to].focus();
  });
}

function place(mark) {
  return Number(mark.querySelector("circle").getAttribute("cx"));
}
