import { inShort } from "../schemas/loose";

/** A 2xx in a shape that we do not know, as a web page: the provider may have done the work and charged for it. */
export const unclear = (answer: unknown) => ({ state: "unclear", said: inShort(answer) ?? "" }) as const;
