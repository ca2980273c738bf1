/** A page of a list: `rows` has one more than `limit` when there are more. */
export const presentPage = <Row, Shown extends { id: string }>(
  rows: Row[],
  limit: number,
  show: (rows: Row[]) => Promise<Shown[]> | Shown[],
) => presentPageBy(rows, limit, show, ({ id }) => id);

/** The same for entries that have no `id`. */
export async function presentPageBy<Row, Shown>(
  rows: Row[],
  limit: number,
  show: (rows: Row[]) => Promise<Shown[]> | Shown[],
  idOf: (shown: Shown) => string,
) {
  const data = await show(rows.slice(0, limit));
  const [first, last] = [data.at(0), data.at(-1)];
  return {
    object: "list" as const,
    data,
    firstId: first === undefined ? null : idOf(first),
    lastId: last === undefined ? null : idOf(last),
    hasMore: rows.length > limit,
  };
}

/** A list that fits one page. */
export const presentWhole = <Shown extends { id: string }>(data: Shown[]) =>
  presentPage(data, data.length, (page) => page);
