import { resolveRequest } from "@/inngest/calls/resolve-unconfirmed";
import {
  batchListSchema,
  batchManifestSchema,
  batchQuoteSchema,
  batchRequest,
  batchRetryQuoteSchema,
  batchSchema,
  batchWithItemsSchema,
  batchWithSummariesSchema,
  retryBatchRequest,
} from "@/lib/schemas/batch";
import { cutRequest } from "@/lib/schemas/cut";
import { cutAnswerSchema } from "@/lib/schemas/cut-answer";
import {
  deliveryAttemptSchema,
  deliveryListSchema,
  deliverySchema,
  deliveryWithAttemptsSchema,
  resumeRequest,
  rotateRequest,
  testWebhookRequest,
  webhookOriginListSchema,
  webhookOriginSchema,
  webhookSecretSchema,
  webhookTestSchema,
} from "@/lib/schemas/delivery";
import { scriptDocumentSchema, storyboardDocumentSchema, styleDocumentSchema } from "@/lib/schemas/document";
import { exportRequest, exportSchema } from "@/lib/schemas/export";
import { generateRequest } from "@/lib/schemas/generate";
import {
  directUploadSchema,
  jobErrorSchema,
  jobListSchema,
  jobSchema,
  modelSchema,
  outputSchema,
  problemSchema,
  progressNewsSchema,
  quoteSchema,
  stepNewsSchema,
  stepSchema,
  takeSchema,
  videoMetadataSchema,
} from "@/lib/schemas/job";
import { jobSummaryListSchema, jobSummarySchema } from "@/lib/schemas/job-summary";
import {
  bulkAnswerSchema,
  bulkRequest,
  changeFileRequest,
  changeJobRequest,
  libraryItemSchema,
  libraryListSchema,
  projectListSchema,
  projectSchema,
  renameProjectRequest,
} from "@/lib/schemas/keep";
import {
  changeKeyRequest,
  createKeyRequest,
  keyListSchema,
  keySchema,
  limitsSchema,
  newKeySchema,
  rotateKeyRequest,
  usageListSchema,
  usageSchema,
} from "@/lib/schemas/key";
import { manifestSchema } from "@/lib/schemas/manifest";
import {
  changeNotificationsRequest,
  notificationsSchema,
  notificationTestSchema,
  testNotificationRequest,
} from "@/lib/schemas/notify";
import { providerListSchema, providerSchema, providerTestSchema, testProviderRequest } from "@/lib/schemas/provider";
import { reportSchema } from "@/lib/schemas/report";
import { retakeRequest } from "@/lib/schemas/retake";
import { serviceObjectSchema } from "@/lib/schemas/service";
import { shareRequest, shareSchema } from "@/lib/schemas/share";
import { styleSchema } from "@/lib/schemas/style";
import { directRequest } from "@/server/media/direct-upload";

/** The schemas of requests and responses that the description names. */

export const asked = {
  Generate: generateRequest,
  CreateBatch: batchRequest,
  RetryBatch: retryBatchRequest,
  Resolve: resolveRequest,
  CutRequest: cutRequest,
  ExportRequest: exportRequest,
  ChangeJob: changeJobRequest,
  Bulk: bulkRequest,
  RenameProject: renameProjectRequest,
  ChangeFile: changeFileRequest,
  Retake: retakeRequest,
  CreateKey: createKeyRequest,
  ChangeKey: changeKeyRequest,
  RotateKey: rotateKeyRequest,
  PresignUpload: directRequest,
  Rotate: rotateRequest,
  TestWebhook: testWebhookRequest,
  ResumeOrigin: resumeRequest,
  TestProvider: testProviderRequest,
  ChangeNotifications: changeNotificationsRequest,
  TestNotification: testNotificationRequest,
  ShareJob: shareRequest,
};

export const answered = {
  Job: jobSchema,
  Step: stepSchema,
  Take: takeSchema,
  JobError: jobErrorSchema,
  JobList: jobListSchema,
  JobSummary: jobSummarySchema,
  JobSummaryList: jobSummaryListSchema,
  StepNews: stepNewsSchema,
  ProgressNews: progressNewsSchema,
  Output: outputSchema,
  Quote: quoteSchema,
  Batch: batchSchema,
  BatchList: batchListSchema,
  BatchWithItems: batchWithItemsSchema,
  BatchWithSummaries: batchWithSummariesSchema,
  BatchQuote: batchQuoteSchema,
  BatchRetryQuote: batchRetryQuoteSchema,
  BatchManifest: batchManifestSchema,
  Key: keySchema,
  Limits: limitsSchema,
  NewKey: newKeySchema,
  KeyList: keyListSchema,
  Usage: usageSchema,
  UsageList: usageListSchema,
  BulkAnswer: bulkAnswerSchema,
  Project: projectSchema,
  ProjectList: projectListSchema,
  LibraryItem: libraryItemSchema,
  LibraryList: libraryListSchema,
  DirectUpload: directUploadSchema,
  VideoMetadata: videoMetadataSchema,
  Manifest: manifestSchema,
  Share: shareSchema,
  StyleDocument: styleDocumentSchema,
  ScriptDocument: scriptDocumentSchema,
  StoryboardDocument: storyboardDocumentSchema,
  Cut: cutAnswerSchema,
  FilmCut: cutRequest,
  Export: exportSchema,
  Report: reportSchema,
  Model: modelSchema,
  Service: serviceObjectSchema,
  Style: styleSchema,
  Provider: providerSchema,
  ProviderList: providerListSchema,
  ProviderTest: providerTestSchema,
  Delivery: deliverySchema,
  DeliveryAttempt: deliveryAttemptSchema,
  DeliveryList: deliveryListSchema,
  DeliveryWithAttempts: deliveryWithAttemptsSchema,
  WebhookSecret: webhookSecretSchema,
  WebhookTest: webhookTestSchema,
  WebhookOrigin: webhookOriginSchema,
  WebhookOriginList: webhookOriginListSchema,
  Notifications: notificationsSchema,
  NotificationTest: notificationTestSchema,
  Problem: problemSchema,
};
