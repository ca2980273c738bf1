import { door } from "@/app/door";
import { cancelAsPod } from "@/app/v1/cancel/cancel-as-pod";

export const POST = door("key", cancelAsPod);
