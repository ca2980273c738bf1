import { z } from "zod";
import { withoutDirectionMarks } from "../direction-marks";

/** A name or title that a person gives: trimmed, and without marks that turn the direction of the text around it. */
export const oneLine = () => z.string().overwrite(withoutDirectionMarks).trim();
