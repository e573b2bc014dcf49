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
const ROWS = 200;

function request(event) {
  at("none").hidden = true;
  at("log").hidden = false;
  const row = document.createElement("tr");
  row.append(make("td", new Date(event.time * 1000).toLocaleTimeString()), make("td", event.method),
    make("td", event.path), make("td", event.status, colour(event.status)),
    make("td", event.note ? `${event.by} (${event.note})` : event.by), make("td", event.ms.toFixed(1), "number"));
  const rows = at("log").tBodies[0];
  rows.prepend(row);
  while (rows.rows.length > ROWS) rows.lastChild.remove();
}

function said(line) {
  const log = at("said");
  const lines = (log.textContent + line + "\n").split("\n");
  log.textContent = lines.slice(-ROWS).join("\n");
  log.scrollTop = log.scrollHeight;
}

const events = new EventSource("events");
events.onopen = () => { at("state").textContent = "live"; };
events.onerror = () => { at("state").textContent = "engine dev does not answer"; };
events.onmessage = (message) => {
  const event = JSON.parse(message.data);
  if (event.event === "request") request(event);
  if (event.event === "said") said(`[${event.function}] ${event.text}`);
  if (event.event === "function") said(`[${event.function}] ${event.what}`);
};

function part(hop) {
  if (!hop.part) return "";
  if (typeof hop.part === "string") return ` ${hop.part}`;
  const [kind, name] = Object.entries(hop.part)[0];
  return ` ${kind} ${name}`;
}

function show(sent) {
  const { trace, answer } = sent;
  at("outcome").hidden = false;
  at("verdict").textContent = `${answer.status}${trace["decided-by"] ? " by " + trace["decided-by"] : ""}`;
  at("verdict").className = colour(answer.status);
  at("hops").replaceChildren(...(trace.hops || []).map((hop) => {
    const item = document.createElement("li");
    item.append(make("b", `${hop.step}: ${hop.decision}`), ` ${hop.at || ""}${part(hop)} — ${hop.why}`);
    for (const note of hop.notes || []) item.append(make("div", note.text, "note"));
    return item;
  }));
  if (trace.uncertain) at("hops").append(make("li", `not certain: ${trace.uncertain}`, "warn"));
  const headers = answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  at("answer").textContent = `${answer.status}\n${headers}\n\n${answer.body}`;
}

at("send").addEventListener("submit", async (submit) => {
  submit.preventDefault();
  const lines = at("headers").value.split("\n").filter((line) => line.includes(":"));
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const wanted = { door: at("door").value, method: at("method").value, path: at("path").value, headers, body: at("body").value };
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
  }
});
