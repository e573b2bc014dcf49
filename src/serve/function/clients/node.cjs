// Runs a Lambda handler over the Runtime API with nothing but what comes with Node.
//
// Stands in for AWS's own client, `aws-lambda-ric`, where that is not installed: the same context, the same errors. The handler
// (`index.handler`) is the first argument; the code is in $LAMBDA_TASK_ROOT.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const ROOT = process.env.LAMBDA_TASK_ROOT;
const [HOST, PORT] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(method, where, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: HOST, port: PORT, agent, method, path: `/2018-06-01/runtime${where}`, headers });
    request.on("error", reject);
    request.on("response", (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts).toString() }));
    });
    request.end(body);
  });
}

// An error as the caller of a function gets it.
function told(error) {
  if (error instanceof Error || (error && typeof error === "object" && "message" in error && "stack" in error)) {
    const trace = error.stack ? String(error.stack).split("\n").filter((line) => !line.includes(__filename)) : [];
    return { errorType: String(error.name), errorMessage: String(error.message), trace };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function named(name, message, cause) {
  const error = new Error(message);
  error.name = name;
  if (cause && cause.stack) error.stack = `${name}: ${message}\n${cause.stack}`;
  return error;
}

function fail(where, error) {
  const problem = told(error);
  process.stderr.write(`${problem.trace.length ? problem.trace.join("\n") : `${problem.errorType}: ${problem.errorMessage}`}\n`);
  const headers = { "content-type": "application/json", "lambda-runtime-function-error-type": encodeURI(problem.errorType) };
  return ask("POST", where, JSON.stringify(problem), headers);
}

// `folder/module.function` in the code of the function: .js or .cjs by require, .mjs and modules by import.
async function load(name) {
  const file = path.basename(name);
  const dot = file.indexOf(".");
  if (dot < 1 || name.includes("..")) throw named("Runtime.MalformedHandlerName", "Bad handler");
  const base = path.resolve(ROOT, path.dirname(name), file.slice(0, dot));
  const found = ["", ".js", ".mjs", ".cjs"].map((ending) => base + ending).find((one) => fs.statSync(one, { throwIfNoEntry: false })?.isFile());
  if (!found) throw named("Runtime.ImportModuleError", `Error: Cannot find module '${path.basename(base)}'`);
  let module;
  try {
    // A file that `require` cannot take is a module: `import` takes both, and reads the nearest package.json.
    module = found.endsWith(".mjs") || found.endsWith(".js") ? await import(pathToFileURL(found)) : require(found);
  } catch (error) {
    if (error instanceof SyntaxError) throw named("Runtime.UserCodeSyntaxError", String(error), error);
    if (["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"].includes(error?.code)) throw named("Runtime.ImportModuleError", String(error), error);
    throw error;
  }
  const steps = file.slice(dot + 1).split(".");
  const inside = (start) => steps.reduce((at, step) => at?.[step], start);
  const handler = inside(module) ?? inside(module?.default);
  if (handler === undefined) throw named("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function") throw named("Runtime.HandlerNotFound", `${name} is not a function`);
  return handler;
}

// What `done` is told decides the call: a promise, a callback, or nothing left to do.
let current = null;

function call(handler, { headers, body }) {
  return new Promise((resolve, reject) => {
    const deadline = Number(headers["lambda-runtime-deadline-ms"]);
    let settled = null;
    const finish = () => {
      current = null;
      if (settled?.error !== undefined && settled.error !== null) reject(settled.error);
      else resolve(settled?.value);
    };
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      awsRequestId: headers["lambda-runtime-aws-request-id"],
      clientContext: undefined,
      identity: undefined,
      getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
      done: (error, value) => settle(error, value, true),
      fail: (error) => settle(error ?? "handled", undefined, true),
      succeed: (value) => settle(null, value, true),
    };
    const settle = (error, value, now) => {
      if (settled) return;
      settled = { error, value };
      if (now || !context.callbackWaitsForEmptyEventLoop || (error !== undefined && error !== null)) finish();
    };
    current = { id: context.awsRequestId, idle: finish };
    const given = handler(JSON.parse(body), context, (error, value) => settle(error, value, false));
    if (typeof given?.then === "function") {
      given.then((value) => settle(null, value, true), (error) => settle(error ?? "null", undefined, true));
    }
  });
}

function written(value) {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (error) {
    throw named("Error", "Unable to stringify response body", error);
  }
}

async function main() {
  let handler;
  try {
    handler = await load(process.argv[2]);
  } catch (error) {
    await fail("/init/error", error);
    process.exit(1);
  }
  for (;;) {
    const next = await ask("GET", "/invocation/next");
    const id = next.headers["lambda-runtime-aws-request-id"];
    process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"];
    let answer;
    try {
      answer = written((await call(handler, next)) ?? null);
    } catch (error) {
      await fail(`/invocation/${id}/error`, error);
      continue;
    }
    await ask("POST", `/invocation/${id}/response`, answer, { "content-type": "application/json" });
  }
}

// Nothing is left to do: who only waited for that has answered, and a promise nobody can settle any more comes to nothing.
process.on("beforeExit", () => current?.idle());

// What nobody catches ends the process, after its caller was told.
async function die(kind, error, code) {
  const problem = kind ? named(kind, String(error), error) : error;
  await fail(current ? `/invocation/${current.id}/error` : "/init/error", problem);
  process.exit(code);
}
process.on("uncaughtException", (error) => die(null, error, 129));
process.on("unhandledRejection", (reason) => die("Runtime.UnhandledPromiseRejection", reason, 128));

main();
