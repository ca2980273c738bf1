import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Problem } from "@/lib/errors";
import { problemAnswer } from "./problem-response";
import { answerHeaders } from "./security-headers";

/** Answers on a connection without a valid request, and closes it. */
export function refuseConnection(socket: Duplex, problem: Problem, instance: string): void {
  const { status, headers, body } = problemAnswer(problem, { requestId: randomUUID(), instance });
  const length = { "content-length": String(Buffer.byteLength(body)), connection: "close" };
  const lines = Object.entries({ ...answerHeaders, ...headers, ...length }).map(([name, value]) => `${name}: ${value}`);
  const answer = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
  socket.end(answer, () => socket.destroy());
}
