import { type StepKey, writtenKey } from "@/lib/step-key";
import type { CallService } from "../../define-workflow";
import { withParts } from "../../run-part";

export type Asked = { key: string; service: string; input: Record<string, unknown> };

/** The functions of a recipe, with a `call` that answers at once and records its requests. */
export function recording(answer: (asked: Asked) => Record<string, unknown>) {
  const asked: Asked[] = [];
  const call = (async (key: StepKey, service: { id: string }, input: Record<string, unknown>) => {
    const one = { key: writtenKey(key), service: service.id, input };
    asked.push(one);
    return answer(one);
  }) as unknown as CallService;
  return { asked, ...withParts({ call, review: async () => {} }) };
}

/** A file of the kind that the service makes, named for its call. */
export const made = ({ key, service }: Asked) =>
  /video|wan/.test(service) ? { video: `asset:${key}` } : { image: `asset:${key}` };
