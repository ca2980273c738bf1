import type { z } from "zod";
import type { Prose } from "./i18n";
import type { Welcome } from "./welcome";

/**
 * A role is a capability that a workflow can request without naming a provider. Every pod and hosted provider that
 * fills it has the role's typed input and output. One file in `lib/roles/` and one line in its index.
 */
export type Role<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> = {
  /** Kebab case. The setting with its list of providers has the same name: `image-to-video` → `IMAGE_TO_VIDEO`. */
  id: string;
  title: string;
  description: string;
  zh: Prose;
  welcome?: Welcome;
  input: I;
  output: O;
  example: z.input<O>;
  /** A second request costs next to nothing, so a request with an unknown outcome may be repeated. */
  repeatable?: boolean;
};

/** Declares a role; it only fixes the types. */
export const defineRole = <I extends z.ZodObject, O extends z.ZodObject>(role: Role<I, O>): Role<I, O> => role;
