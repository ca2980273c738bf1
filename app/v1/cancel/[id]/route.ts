export { cancelAsPod as POST } from "@/app/v1/cancel/cancel-as-pod";
