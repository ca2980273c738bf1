import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A round-robin proxy that skips dead targets, and answers 502 if all are. Requests wait until there is a target. */
export async function startWebProxy() {
  const targets: { port: string; served: number }[] = [];
  let next = 0;
  let arrived = () => {};
  const any = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const proxying = createServer(async (from, to) => {
    await any;
    const first = next++; // its own, so that requests at the same time do not send each other back to a dead target
    const pass = (tries: number) => {
      const target = targets[(first + tries - 1) % targets.length];
      if (!target) return void to.destroy();
      const { method, url, headers } = from;
      // A new connection for each request: a kept one may be closed by the web process at that moment.
      const onward = request({ host: "127.0.0.1", port: target.port, method, path: url, headers, agent: false });
      onward.once("socket", (socket) => {
        const send = () => {
          target.served++;
          from.pipe(onward);
        };
        if (socket.connecting) socket.once("connect", send);
        else send();
      });
      onward.once("response", (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
        answer.once("error", () => to.destroy());
      });
      onward.once("error", (error) => {
        const refused = "code" in error && error.code === "ECONNREFUSED";
        if (refused && tries < targets.length) pass(tries + 1);
        else if (refused) to.writeHead(502).end("No web process listens.");
        else to.destroy();
      });
      to.once("close", () => onward.destroy());
    };
    pass(1);
  });
  await new Promise<void>((resolve) => proxying.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(proxying.address() as AddressInfo).port}`,
    to(port = "") {
      targets.push({ port, served: 0 });
      arrived();
    },
    served: () => targets.map(({ served }) => served),
    close() {
      proxying.close();
      proxying.closeAllConnections();
    },
  };
}
