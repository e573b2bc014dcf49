// Handlers that do what they are asked to, well or badly: a promise, and a callback.
console.log("cold");

const well = (event, context) => ({
  statusCode: 200,
  body: JSON.stringify({
    request: context.awsRequestId === event.requestContext.requestId,
    left: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 2000,
    name: context.functionName, version: context.functionVersion, arn: context.invokedFunctionArn,
    memory: context.memoryLimitInMB, group: context.logGroupName, stream: context.logStreamName,
    waits: context.callbackWaitsForEmptyEventLoop, root: process.cwd() === process.env.LAMBDA_TASK_ROOT,
  }),
});
const soon = (ms) => new Promise((done) => setTimeout(done, ms));

exports.handler = async (event, context) => {
  const { what } = event.pathParameters;
  if (what === "error") throw new TypeError("bøom");
  if (what === "text") throw "just text";
  if (what === "exit") process.exit(3);
  if (what === "none") return;
  if (what === "never") return new Promise(() => {});
  if (what === "later") { setTimeout(() => { throw new Error("later"); }, 10); return soon(500); }
  if (what === "unhandled") { Promise.reject(new Error("nobody")); return soon(500); }
  if (what === "circle") { const circle = {}; circle.of = circle; return circle; }
  if (what === "hang") return soon(60000);
  return well(event, context);
};

exports.called = (event, context, callback) => {
  const { what } = event.pathParameters;
  if (what === "error") return callback(new Error("called"));
  if (what === "throw") throw new Error("thrown");
  if (what === "none") return undefined;
  if (what === "wait") { setTimeout(() => console.log("nothing is left"), 200); return callback(null, well(event, context)); }
  if (what === "at-once") {
    context.callbackWaitsForEmptyEventLoop = false;
    setTimeout(() => {}, 60000);
    return callback(null, { statusCode: 200, body: "at once" });
  }
  if (what === "succeed") return context.succeed(well(event, context));
  setTimeout(() => callback(null, well(event, context)), 5);
};
