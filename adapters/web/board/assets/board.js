// Clocks that run, and the living part of the page kept up to date. Every page works without this.

const living = document.getElementById("living");
const lamp = document.getElementById("lamp");

function clock(seconds) {
  const s = Math.abs(seconds);
  const pad = (n) => String(n).padStart(2, "0");
  const days = Math.floor(s / 86400);
  const rest = `${pad(Math.floor((s % 86400) / 3600))}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}`;
  return days ? `${living.dataset.days.replace("{n}", days)} ${rest}` : rest;
}

function tick() {
  for (const each of living.querySelectorAll("[data-due]")) {
    const left = Math.round((Date.parse(each.dataset.due) - Date.now() - drift) / 1000);
    const said = left >= 0 ? living.dataset.left : living.dataset.over;
    each.textContent = said.replace("{t}", clock(left));
    each.closest("li")?.classList.toggle("late", left < 0);
  }
}

// Whoever has opened something, or stands on something, finds it so after the change.
function take(html) {
  const open = [...living.querySelectorAll("details[open][id]")].map((each) => each.id);
  const focus = document.activeElement;
  const held = living.contains(focus) && (focus.id || focus.getAttribute("href"));
  living.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (held) {
    const again = document.getElementById(held) || living.querySelector(`[href="${CSS.escape(held)}"]`);
    again?.focus({ preventScroll: true });
  }
  tick();
}

let stream = null;
function listen() {
  const where = new URL(living.dataset.stream, location);
  where.searchParams.set("seen", living.dataset.seen);
  stream = new EventSource(where);
  stream.onopen = () => show(true);
  stream.onerror = () => {
    show(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || listen(), 5000);
  };
  stream.onmessage = ({ data }) => {
    const told = JSON.parse(data);
    living.dataset.seen = told.seen;
    setClock(told.now);
    take(told.html);
  };
  stream.addEventListener("over", () => location.reload());
}

function show(connected) {
  lamp.hidden = false;
  lamp.classList.toggle("off", !connected);
  const said = connected ? lamp.dataset.on : lamp.dataset.off;
  if (lamp.textContent !== said) lamp.textContent = said;
}

// The desk's own time counts, whatever this computer believes.
let drift = 0;
function setClock(now) {
  const off = Date.parse(now) - Date.now();
  drift = Math.abs(off) > 2000 ? off : 0;
}

if (living) {
  setClock(living.dataset.now);
  tick();
  setInterval(tick, 1000);
  listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stream?.close();
    else listen();
  });
}

for (const filters of document.querySelectorAll("form.filters")) {
  filters.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=checkbox]")) filters.requestSubmit();
  });
  // An address says only what is chosen.
  filters.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}
