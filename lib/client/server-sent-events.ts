export type ServerSentEvent = { name: string; id: string; data: string };

/**
 * The events of a `text/event-stream` response; comments (heartbeats) are left out, and reported like all bytes with
 * `heard`. As in the HTML standard, an event without an id takes the previous event's: `id` is always where to resume.
 */
export async function* serverSentEvents(response: Response, heard = () => {}): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let [text, id] = ["", ""];
  for await (const chunk of chunksOf(response)) {
    heard();
    text += decoder.decode(chunk, { stream: true }).replaceAll("\r\n", "\n");
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const field = (name: string) =>
        lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
      const data = field("data").join("\n");
      id = field("id").at(-1) ?? id;
      if (data) yield { name: field("event").at(-1) ?? "message", id, data };
    }
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
