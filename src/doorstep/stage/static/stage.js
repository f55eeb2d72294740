// The browser's side of the stage: send a form back, swap the screen, move focus, say what happened.
// Everything that decides anything is in Python.
const WAIT_MS = 4000;
const DRAFT_MS = 800;
const LOST =
  "Not saved. The course is not answering, perhaps because it was restarted. Reload this page; your earlier answers are safe.";

let counter = 0;

function render({ model, el }) {
  const stage = document.createElement("div");
  stage.className = "ds";
  const screen = document.createElement("div");
  const status = document.createElement("p");
  status.className = "ds-status";
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  stage.append(screen, status);
  el.append(stage);

  const waiting = new Map();
  const outbox = [];
  let seq = model.get("seq");
  let draft = null;

  function say(text, problem) {
    status.textContent = "";
    status.classList.toggle("ds-problem", Boolean(problem));
    // Emptied first, so that the same sentence twice is announced twice.
    requestAnimationFrame(() => (status.textContent = text));
  }

  function draw(html, focus) {
    if (screen.dataset.drawn === html) return;
    screen.innerHTML = html;
    screen.dataset.drawn = html;
    screen.classList.remove("ds-left");
    for (const part of screen.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]"))
      // Without this Notebook 7 takes arrow keys, and d d deletes the cell.
      part.setAttribute("data-lm-suppress-shortcuts", "true");
    if (focus) toHeading();
    count();
  }

  function toHeading() {
    const heading = screen.querySelector("h2");
    if (!heading) return;
    heading.focus({ preventScroll: true });
    stage.scrollIntoView({ block: "start" });
  }

  // One message at a time, each with the line count of the answer before it: a draft on its way
  // must not make the next press look like one from an old screen.
  function send(action, fields) {
    outbox.push({ action, fields });
    if (action !== "write") stage.setAttribute("aria-busy", "true");
    if (waiting.size === 0) next();
  }

  function next() {
    const letter = outbox.shift();
    if (!letter) return;
    const { action, fields } = letter;
    const id = `${Date.now()}-${++counter}`;
    const timer = setTimeout(() => {
      if (waiting.delete(id)) lost();
    }, WAIT_MS);
    waiting.set(id, { timer, action });
    try {
      model.send({ id, do: action, seen: seq, fields });
    } catch {
      clearTimeout(timer);
      waiting.delete(id);
      lost();
    }
  }

  function lost() {
    outbox.length = 0;
    stage.removeAttribute("aria-busy");
    say(LOST, true);
  }

  function fieldsOf(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) fields[name] = value;
    return fields;
  }

  function flush() {
    if (draft === null) return;
    clearTimeout(draft.timer);
    const { form } = draft;
    draft = null;
    send("write", fieldsOf(form));
  }

  function count() {
    for (const area of screen.querySelectorAll("textarea[data-count]")) {
      const out = screen.querySelector(`#${area.dataset.count}`);
      const words = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
      if (out) out.textContent = words === 1 ? "1 word" : `${words} words`;
    }
  }

  function submit(event) {
    event.preventDefault();
    if (stage.getAttribute("aria-busy")) return;
    const action = event.submitter ? event.submitter.value : event.target.dataset.do;
    if (!action) return;
    // What was typed in another form of the screen is sent first.
    if (draft !== null && draft.form !== event.target) flush();
    if (draft !== null) clearTimeout(draft.timer);
    draft = null;
    say("", false);
    send(action, fieldsOf(event.target));
  }

  // Leaving the screen asks nobody: it works at once, and without a kernel.
  function pressed(event) {
    const button = event.target.closest("[data-leave], [data-back]");
    if (!button) return;
    const away = "leave" in button.dataset;
    screen.classList.toggle("ds-left", away);
    screen.querySelector(".ds-away").hidden = !away;
    say("", false);
    if (away) {
      screen.querySelector(".ds-away [role=heading]").focus({ preventScroll: true });
      stage.scrollIntoView({ block: "start" });
    } else screen.querySelector("[data-leave]").focus();
  }

  function typed(event) {
    if (!event.target.matches("textarea[data-draft]")) return;
    count();
    if (draft !== null) clearTimeout(draft.timer);
    draft = { form: event.target.form, timer: setTimeout(flush, DRAFT_MS) };
  }

  function answered(message, buffers) {
    if (!message || message.ack === undefined) return;
    const asked = waiting.get(message.ack);
    seq = Math.max(seq, message.seq);
    if (!asked) return; // Another view of the same screen asked; its html trait draws it here.
    clearTimeout(asked.timer);
    waiting.delete(message.ack);
    if (!outbox.length) stage.removeAttribute("aria-busy");
    if (message.html !== null) {
      seq = message.seq;
      draw(message.html, true);
      // Safari gives a pressed button no focus, so the html trait, which comes first, has drawn without any.
      // Where the trainee has it already, in the note for instance, it stays.
      if (!stage.contains(document.activeElement)) toHeading();
    }
    // What was said of the screen before is not said of a new one.
    if (message.said || message.html !== null) say(message.said, !message.saved);
    if (message.file && buffers.length) download(message.file, buffers[0]);
    next();
  }

  function download(name, data) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([data], { type: "application/zip" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function redrawn() {
    seq = model.get("seq");
    // Safari gives a pressed button no focus, so being asked something counts as being here too.
    draw(model.get("html"), stage.hasAttribute("aria-busy") || stage.contains(document.activeElement));
  }

  stage.addEventListener("submit", submit);
  stage.addEventListener("click", pressed);
  stage.addEventListener("input", typed);
  // JupyterLab takes Enter away from a field inside a cell: no new line in the note, and no hand-in by Enter.
  stage.addEventListener("beforeinput", (event) => event.inputType === "insertLineBreak" && event.stopPropagation(), true);
  stage.addEventListener("focusout", flush);
  window.addEventListener("pagehide", flush);
  model.on("msg:custom", answered);
  model.on("change:html", redrawn);
  draw(model.get("html"), false);

  return () => {
    model.off("msg:custom", answered);
    model.off("change:html", redrawn);
    window.removeEventListener("pagehide", flush);
    for (const { timer } of waiting.values()) clearTimeout(timer);
  };
}

export default { render };
