/**
 * A response's body from pieces, each read when there is room for it; they end when the reader leaves.
 * Node's `Readable.toWeb` throws outside of any handler when a reader leaves at the wrong moment.
 */
export function bodyOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reading = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reading.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await reading.return?.()),
    },
    { highWaterMark: 0 },
  );
}
