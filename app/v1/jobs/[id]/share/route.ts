export { endShare as DELETE, getShare as GET, shareJob as POST } from "@/server/api/routes/jobs/share";
