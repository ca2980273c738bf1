import type { z } from "zod";
import type { Prose } from "./i18n";

/**
 * A role is what a workflow can request without naming who does it. It has one typed input and output; pods and hosted
 * providers that fill it take and return exactly these. One file in `lib/roles/` and one line in its index.
 */
export type Role<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> = {
  /** Kebab case. The setting with its list of providers has the same name: `image-to-video` → `IMAGE_TO_VIDEO`. */
  id: string;
  title: string;
  description: string;
  zh: Prose;
  input: I;
  output: O;
  example: z.input<O>;
  /** A second request costs next to nothing and harms no one, so an unknown outcome may be requested again. */
  repeatable?: boolean;
};

/** Declares a role; it only fixes the types. */
export const defineRole = <I extends z.ZodObject, O extends z.ZodObject>(role: Role<I, O>): Role<I, O> => role;
