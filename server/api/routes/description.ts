import { modelSchema } from "@/lib/schemas/job";
import { listOf } from "@/lib/schemas/list";
import { serviceObjectSchema } from "@/lib/schemas/service";
import { styleSchema } from "@/lib/schemas/style";
import { defineRoute } from "../route";
import { presentModels } from "../serializers/model";
import { presentWhole } from "../serializers/page";
import { presentServices } from "../serializers/service";
import { presentStyles } from "../serializers/style";

export const listModels = defineRoute({
  method: "GET",
  path: "/v1/models",
  access: "key",
  operationId: "listModels",
  tag: "description",
  summary: "List all models with the JSON Schema of their input",
  zh: "列出所有模型及其输入的 JSON Schema",
  responses: { 200: [listOf(modelSchema), "All models."] },
  handler: async () => [200, await presentWhole(await presentModels())],
});

export const listStyles = defineRoute({
  method: "GET",
  path: "/v1/styles",
  access: "key",
  operationId: "listStyles",
  tag: "description",
  summary: "List the styles of pictures and clips",
  zh: "列出图片和镜头的风格",
  responses: { 200: [listOf(styleSchema), "All styles."] },
  handler: async () => [200, await presentWhole(presentStyles())],
});

export const listServices = defineRoute({
  method: "GET",
  path: "/v1/services",
  access: "key",
  operationId: "listServices",
  tag: "description",
  summary: "List all services with status, queue and results of the last hour",
  zh: "列出所有服务的状态、队列和最近一小时的结果",
  responses: { 200: [listOf(serviceObjectSchema), "All services."] },
  handler: async ({ key }) => [200, await presentWhole(await presentServices({ withWords: key.role === "admin" }))],
});
