import { inShort } from "../schemas/loose";

/** A 2xx answer in an unknown format, such as a web page: the provider may have done the work and charged for it. */
export const unclear = (answer: unknown) => ({ state: "unclear", said: inShort(answer) ?? "" }) as const;
