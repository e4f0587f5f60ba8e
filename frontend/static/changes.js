// Steps through the changes of a comparison.
const bar = document.querySelector("[data-changes]");
const changes = [...document.querySelectorAll(".change")];
if (bar && changes.length > 1) {
  const told = bar.querySelector("[data-place]");
  let at = -1;
  bar.hidden = false;
  told.textContent = `${changes.length} changes`;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    at = (at + Number(button.dataset.step) + changes.length) % changes.length;
    if (at < 0) at = changes.length - 1;
    changes[at].scrollIntoView({ block: "center" });
    changes[at].focus({ preventScroll: true });
    told.textContent = `Change ${at + 1} of ${changes.length}`;
  });
}
