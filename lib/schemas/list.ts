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
