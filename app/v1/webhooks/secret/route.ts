import { door } from "@/app/door";
import { secretAnswer } from "@/app/present/webhook-secret";

/** Shown as often as it is asked for: whoever has the key can have it rotated anyway. */
export const GET = door("key", ({ key }) => secretAnswer(key.id));
