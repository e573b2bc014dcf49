"use strict";
// Everything shown is put in as text, never as markup: requests and functions may say what they like.
const at = (id) => document.getElementById(id);
const make = (name, text, kind) => {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
};
const colour = (status) => (status < 400 ? "good" : status < 500 ? "warn" : "bad");
const ROWS = 1000;
const rows = at("log").tBodies[0];

// Events come faster than a screen is drawn: they are shown together, once a frame.
let waiting = { requests: [], said: [] };
let requests = 0;
// Whether there were events that nobody keeps any more.
let gone = false;
function soon() {
  if (!waiting.due) waiting.due = requestAnimationFrame(draw);
}
// A page nobody looks at is not drawn; what comes in meanwhile must not pile up.
const keep = (list, item) => {
  list.push(item);
  if (list.length > ROWS) list.shift();
  soon();
};

function draw() {
  const { requests: fresh, said, another } = waiting;
  waiting = { requests: [], said: [] };
  if (fresh.length) {
    at("none").hidden = true;
    at("rows").hidden = false;
    const scrolled = at("rows").scrollTop;
    rows.prepend(...fresh.reverse().map((event) => (event.event === "request" ? row(event) : mark(event))));
    while (rows.rows.length > ROWS) rows.lastChild.remove();
    // Who reads further down goes on reading there.
    if (scrolled > 0) at("rows").scrollTop = scrolled + fresh.length * rows.rows[0].offsetHeight;
    filter();
    stop(rows.querySelector("[tabindex='0']") ?? rows.querySelector("button"));
  }
  // Another perimeter stands now.
  if (another) at("picture").src = `perimeter.svg?${Date.now()}`;
  if (said.length) {
    const log = at("said");
    const low = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
    const lines = log.textContent.split("\n").slice(0, -1).concat(said);
    log.textContent = lines.slice(-ROWS).join("\n") + "\n";
    if (low) log.scrollTop = log.scrollHeight;
  }
}

// What happened between two requests: an edit, what came of it, or events that are missing.
function mark(event) {
  const text = event.event !== "missed" ? event.what
    : `${event.count} earlier ${event.count === 1 ? "event is" : "events are"} missing: only the last ones are kept`;
  const row = document.createElement("tr");
  const cell = make("td", text, event.event === "changed" ? "mark" : "mark warn");
  cell.colSpan = 6;
  row.append(cell);
  row.dataset.text = text.toLowerCase();
  return row;
}

function row(event) {
  const row = document.createElement("tr");
  const path = make("td", "");
  const again = make("button", event.path);
  again.type = "button";
  again.tabIndex = -1;
  again.title = "Send it again";
  again.addEventListener("click", () => fill(event));
  path.append(again);
  const by = make("td", event.by);
  if (event.note) by.append(make("span", event.note, "note"));
  row.append(make("td", new Date(event.time * 1000).toLocaleTimeString([], { hour12: false })),
    make("td", event.status, colour(event.status)), make("td", event.method), path, by, make("td", event.ms.toFixed(1), "number"));
  row.dataset.text = `${event.status} ${event.method} ${event.path} ${event.by} ${event.note ?? ""}`.toLowerCase();
  return row;
}

function filter() {
  const wanted = at("only").value.toLowerCase().split(/[\s,]+/).filter(Boolean);
  let shown = 0;
  for (const row of rows.rows) {
    const fits = wanted.every((word) => row.dataset.text.includes(word));
    row.className = fits ? "" : "hidden";
    if (fits) shown += 1;
  }
  const last = requests > rows.rows.length ? ", the last " + rows.rows.length + " kept" : "";
  const all = gone ? "known, earlier ones are not" : "in all";
  at("count").textContent = requests ? `${requests} ${all}${last}${wanted.length ? `, ${shown} shown` : ""}` : "";
}
at("only").addEventListener("input", filter);
at("clear").addEventListener("click", () => {
  rows.replaceChildren();
  requests = 0;
  gone = false;
  at("rows").hidden = true;
  at("none").hidden = false;
  filter();
});

// A thousand rows are one stop for the Tab key; the arrows go from one to the next.
function stop(button) {
  for (const old of rows.querySelectorAll("[tabindex='0']")) old.tabIndex = -1;
  if (button) button.tabIndex = 0;
}
rows.addEventListener("keydown", (key) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[key.key];
  if (!step) return;
  let row = key.target.closest("tr")[step];
  while (row && (row.className === "hidden" || !row.querySelector("button"))) row = row[step];
  if (!row) return;
  key.preventDefault();
  stop(row.querySelector("button"));
  row.querySelector("button").focus();
});

function fill(event) {
  at("door").value = event.door;
  if (![...at("method").options].some((one) => one.value === event.method)) at("method").append(make("option", event.method));
  at("method").value = event.method;
  at("path").value = event.path;
  at("path").focus();
}

// The browser comes back by itself and says what it had last: it is told what it missed, and nothing twice.
const events = new EventSource("events");
let opened = false;
events.onopen = () => {
  at("state").textContent = "live";
  at("state").className = "live";
  if (opened) { waiting.another = true; soon(); }
  opened = true;
};
events.onerror = () => { at("state").textContent = "engine dev does not answer"; at("state").className = "gone"; };
events.onmessage = (message) => {
  const event = JSON.parse(message.data);
  if (event.event === "request") { requests += 1; keep(waiting.requests, event); }
  if (event.event === "missed") gone = true;
  if (event.event === "missed" || event.event === "spec") keep(waiting.requests, event);
  if (event.event === "unreadable") keep(waiting.said, `refused on the ${event.door} port: ${event.why}`);
  if (event.event === "said") keep(waiting.said, `[${event.function}] ${event.text}`);
  if (event.event === "function") keep(waiting.said, `[${event.function}] ${event.what}`);
  if (event.event === "changed") { waiting.another = true; keep(waiting.requests, event); }
};

function part(hop) {
  if (!hop.part) return "";
  if (typeof hop.part === "string") return ` ${hop.part}`;
  const [kind, name] = Object.entries(hop.part)[0];
  return ` ${kind} ${name}`;
}
const DECIDED = { refuse: "bad", uncertain: "warn", answer: "good", redirect: "warn" };

function show(sent) {
  const { trace, answer, event } = sent;
  at("outcome").hidden = false;
  at("verdict").textContent = `${answer.status}${trace["decided-by"] ? " by " + trace["decided-by"] : ""}`;
  at("verdict").className = colour(answer.status);
  at("hops").replaceChildren(...(trace.hops || []).map((hop) => {
    const item = document.createElement("li");
    item.append(make("b", `${hop.step}: ${hop.decision}`, DECIDED[hop.decision]), ` ${hop.at || ""}${part(hop)} — ${hop.why}`);
    for (const note of hop.notes || []) item.append(make("div", note.text, "note"));
    return item;
  }));
  if (trace.uncertain) at("hops").append(make("li", `not certain: ${trace.uncertain}`, "warn"));
  at("received").hidden = !event;
  at("event").textContent = event ? JSON.stringify(event, null, 2) : "";
  const headers = answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  const cut = answer.bytes > answer.body.length ? `\n… ${answer.bytes} bytes in all` : "";
  at("answer").textContent = `${answer.status}\n${headers}\n\n${answer.body}${cut}`;
}

at("send").addEventListener("submit", async (submit) => {
  submit.preventDefault();
  const lines = at("headers").value.split("\n").filter((line) => line.includes(":"));
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  // What no URL can hold is escaped, as a browser does it.
  const path = at("path").value.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  const wanted = { door: at("door").value, method: at("method").value, path, headers, body: at("body").value };
  const button = at("send").querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch("send", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(wanted),
    });
    if (!answer.ok) throw new Error(await answer.text());
    show(await answer.json());
  } catch (problem) {
    at("outcome").hidden = false;
    at("verdict").textContent = problem.message;
    at("verdict").className = "bad";
    at("hops").replaceChildren();
    at("received").hidden = true;
    at("answer").textContent = "";
  }
  button.disabled = false;
});
at("send").addEventListener("keydown", (key) => {
  if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) at("send").requestSubmit();
});
