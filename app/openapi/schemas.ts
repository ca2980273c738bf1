import { resolveRequest } from "@/inngest/resolve";
import {
  deliveryListSchema,
  deliveryWithAttemptsSchema,
  resumeRequest,
  rotateRequest,
  testWebhookRequest,
  webhookOriginListSchema,
  webhookOriginSchema,
  webhookSecretSchema,
  webhookTestSchema,
} from "@/lib/delivery";
import { generateRequest } from "@/lib/generate";
import {
  directUploadSchema,
  jobListSchema,
  jobSchema,
  modelSchema,
  outputSchema,
  problemSchema,
  progressNewsSchema,
  quoteSchema,
  stepNewsSchema,
  videoMetadataSchema,
} from "@/lib/job";
import {
  changeKeyRequest,
  createKeyRequest,
  keyListSchema,
  keySchema,
  newKeySchema,
  rotateKeyRequest,
  usageListSchema,
} from "@/lib/key";
import { manifestSchema } from "@/lib/manifest";
import { serviceObjectSchema } from "@/lib/service-object";
import { directRequest } from "../v1/uploads/direct";

/** The schemas that the description names: those of what is sent, and those of what is answered. */

export const asked = {
  Generate: generateRequest,
  Resolve: resolveRequest,
  CreateKey: createKeyRequest,
  ChangeKey: changeKeyRequest,
  RotateKey: rotateKeyRequest,
  PresignUpload: directRequest,
  Rotate: rotateRequest,
  TestWebhook: testWebhookRequest,
  ResumeOrigin: resumeRequest,
};

export const answered = {
  Job: jobSchema,
  JobList: jobListSchema,
  StepNews: stepNewsSchema,
  ProgressNews: progressNewsSchema,
  Output: outputSchema,
  Quote: quoteSchema,
  Key: keySchema,
  NewKey: newKeySchema,
  KeyList: keyListSchema,
  UsageList: usageListSchema,
  DirectUpload: directUploadSchema,
  VideoMetadata: videoMetadataSchema,
  Manifest: manifestSchema,
  Model: modelSchema,
  Service: serviceObjectSchema,
  DeliveryList: deliveryListSchema,
  DeliveryWithAttempts: deliveryWithAttemptsSchema,
  WebhookSecret: webhookSecretSchema,
  WebhookTest: webhookTestSchema,
  WebhookOrigin: webhookOriginSchema,
  WebhookOriginList: webhookOriginListSchema,
  Problem: problemSchema,
};
