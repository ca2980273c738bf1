import { z } from "zod";

/** One page of a list, as the API answers it. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    object: z.literal("list"),
    data: z.array(item),
    firstId: z.string().nullable(),
    lastId: z.string().nullable(),
    hasMore: z.boolean(),
  });

/** The query parameters of a page: `usual` and `most` entries, after the one that the cursor names. */
export const pageOf = <After extends z.ZodType>(
  after: After,
  { usual = 20, most = 100, cursor = "Cursor: the `lastId` of the previous page." } = {},
) => ({
  limit: z.coerce.number<number>().int().min(1).max(most).default(usual).meta({ description: "Page size." }),
  after: after.optional().meta({ description: cursor }),
});
