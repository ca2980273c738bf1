import { expect, test } from "vitest";
import { type ServerSentEvent, serverSentEvents } from "./server-sent-events";

/** A response that arrives in these pieces. */
const inPieces = (...pieces: (string | Uint8Array)[]) =>
  new Response(
    new ReadableStream({
      start(stream) {
        for (const piece of pieces) stream.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
        stream.close();
      },
    }),
  );

async function all(response: Response, heard?: () => void) {
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(response, heard)) events.push(event);
  return events;
}

test("lines may end as any server or proxy ends them, also where a piece ends between the two characters", async () => {
  const text = 'id: 1\nevent: step\ndata: {"a":1}\n\n';
  const wanted = [{ name: "step", id: "1", data: '{"a":1}' }];
  for (const end of ["\n", "\r\n", "\r"]) {
    const bytes = new TextEncoder().encode(`${text.replaceAll("\n", end)}:${end}`);
    expect(await all(inPieces(bytes))).toEqual(wanted);
    expect(await all(inPieces(...Array.from(bytes, (byte) => Uint8Array.of(byte))))).toEqual(wanted);
  }
});

test("an event without an id takes the previous id; comments and an unfinished event are no events", async () => {
  const stream = inPieces(": hello\n\nid: 7\ndata: one\n\n: beat\n\ndata: two\ndata: lines\n\nid: 8\ndata: unfin");
  expect(await all(stream)).toEqual([
    { name: "message", id: "7", data: "one" },
    { name: "message", id: "7", data: "two\nlines" },
  ]);
});

test("letters of several bytes may be split between pieces, and every piece is heard", async () => {
  const bytes = new TextEncoder().encode("data: 蒲公英\n\n");
  let heard = 0;
  const events = await all(inPieces(bytes.slice(0, 8), bytes.slice(8)), () => heard++);
  expect(events).toEqual([{ name: "message", id: "", data: "蒲公英" }]);
  expect(heard).toBe(2);
});
