import { z } from "zod";
import { media } from "@/lib/media/field";

/** Up to 4 reference pictures of a workflow. `purpose` and `zh`: what they are for, in a sentence. */
export const referencePictures = (purpose: string, zh: string) =>
  z
    .array(media("image", { title: "Reference", zh: { title: "参考图" } }))
    .max(4, "At most 4 pictures.")
    .default([])
    .meta({ title: "References", description: purpose, zh: { title: "参考图", description: zh } });
