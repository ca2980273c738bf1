import { createParser } from "eventsource-parser";

export type ServerSentEvent = { name: string; id: string; data: string };

/**
 * The events of a `text/event-stream` response; comments (heartbeats) are left out, and reported like all bytes with
 * `heard`. As in the HTML standard, an event without an id takes the previous event's: `id` is always where to resume.
 */
export async function* serverSentEvents(response: Response, heard = () => {}): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let id = "";
  let events: ServerSentEvent[] = [];
  const parser = createParser({
    onEvent({ event = "message", data, ...own }) {
      id = own.id ?? id;
      events.push({ name: event, id, data });
    },
  });
  for await (const chunk of chunksOf(response)) {
    heard();
    parser.feed(decoder.decode(chunk, { stream: true }));
    const read = events;
    events = [];
    yield* read;
  }
}

/** Not every browser can iterate over a stream with `for await`. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) yield piece.value;
  } finally {
    await reader?.cancel().catch(() => {}); // closes the connection when the caller stops reading
  }
}
