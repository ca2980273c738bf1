/** Files and uploads. */
export const media = {
  "A ZIP file without compression; ZIP64 when large.": "不压缩的 ZIP 文件；较大时为 ZIP64。",
  "Position in seconds; the video's duration gives the last frame.": "位置，以秒为单位；填写视频的时长可得到最后一帧。",
  "Width in pixels; images are never enlarged.": "宽度，以像素为单位；图片不会放大。",
  "Use the output of this step instead of the job's result.": "使用此步骤的输出，而不是任务的结果。",
  "The image.": "图片。",
  "Not modified.": "内容没有变化。",
  "Returns the last video of the job's result; while a step is retaken, the last video of the previous result. 409 until there is a result, 404 if the result has no video. Supports `Range`, `If-Range` and `If-None-Match`.":
    "返回任务结果中的最后一个视频；步骤重拍期间，返回之前结果中的最后一个视频。还没有结果时返回 409，结果中没有视频时返回 404。支持 `Range`、`If-Range` 和 `If-None-Match`。",
  "If present with any value, browsers save the video as a file.":
    "只要填写（任何值都可以），浏览器就会把视频保存为文件。",
  "The whole file.": "整个文件。",
  "The requested range.": "请求的范围。",
  "Metadata read from the file.": "从文件中读取的信息。",
  "What the key uploaded, and what its jobs fetched or made, while it is kept. Use a file in a job as `asset:<id>`.":
    "密钥上传的文件，以及其任务取得或制作的文件，在保留期内都会列出。在任务中以 `asset:<id>` 使用文件。",
  "Only files of this type.": "只列出此类型的文件。",
  "Only starred files.": "只列出加了星标的文件。",
  "Only files with this text in their name, or in the title or the prompt of an ended job that made or used them. Pages can be short while `hasMore` is true; continue with `lastId`.":
    "只列出名称包含此文字的文件，或制作、使用过它的已结束任务的标题或提示词包含此文字的文件。`hasMore` 为 true 时一页也可能不满；请用 `lastId` 继续。",
  "A page of files.": "一页文件。",
  "The file.": "文件。",
  "A starred file is kept until its star is taken away.": "加星标的文件会一直保留，直到取消星标。",
  'The file\'s name. A starred picture with a name can be used in a prompt: `@red-umbrella` for "Red umbrella".':
    "文件名称。给加星标的图片起名后，可在提示词中引用：名为 `Red umbrella` 的图片写作 `@red-umbrella`。",
  "The file is deleted.": "文件已删除。",
  "The type is read from the bytes. Besides images, videos and sounds: GIF (image/gif), WebVTT (text/vtt), SRT (application/x-subrip), JSON (application/json), ZIP (application/zip), or colour table (application/x-cube).":
    "类型根据文件内容判断。除图片、视频和声音外，还可以是 GIF（`image/gif`）、WebVTT（`text/vtt`）、SRT（`application/x-subrip`）、JSON（`application/json`）、ZIP（`application/zip`）或调色表（`application/x-cube`）。",
  "What the file will be used as; a file of another type is refused. Needed for a GIF that should stay one: `file`. Without it, a GIF becomes a video or, when it does not move, a picture.":
    "文件的用途；类型不同的文件会被拒绝。要保持 GIF 不变，请填写 `file`。不填时，GIF 会转为视频；如果没有动画，则转为图片。",
  "The file's name, by which the library shows and finds it.": "文件名称，用于在素材库中显示和搜索。",
  "An asset with the same content already exists.": "内容相同的素材已存在。",
  "The asset.": "素材。",
  "PUT the file to `uploadUrl` with `headers`, then POST to `completeUrl`. Returns 409 if the server stores media on disk: use `POST /v1/uploads` instead.":
    "用 `PUT` 把文件连同 `headers` 发送到 `uploadUrl`，再用 `POST` 请求 `completeUrl`。服务器把媒体文件存储在磁盘上时返回 409：请改用 `POST /v1/uploads`。",
  "Exact size of the file; the upload URL accepts no other size.": "文件的准确大小；上传 URL 不接受其他大小。",
  "What the file will be used as: `file` keeps a GIF as it is; without it, a GIF becomes a video.":
    "文件的用途：`file` 保持 GIF 不变；不填时，GIF 会转为视频。",
  "Where to upload the file.": "文件的上传地址。",
  "Checks the file like any other upload. Repeating the request returns the same asset.":
    "像其他上传一样检查文件。重复请求会返回同一个素材。",
  "The `key` of the step that produced the file; null for an upload.": "产生该文件的步骤的 `key`；上传的文件为 null。",
  "The field of the input or output that holds the file, such as `video`; null for an upload.":
    "该文件所在的输入或输出字段，例如 `video`；上传的文件为 null。",
  "`file` is a GIF, WebVTT, SRT, JSON, ZIP or `.cube` file; `contentType` tells which.":
    "`file` 是 GIF、WebVTT、SRT、JSON、ZIP 或 `.cube` 文件；具体类型见 `contentType`。",
  "Seconds; of videos, sounds and GIFs.": "秒数；用于视频、声音和 GIF。",
  "Signed URL of the file. Supports range and HEAD requests.": "文件的签名 URL。支持范围请求和 HEAD 请求。",
  "Signed URL of a thumbnail (WebP, at most 640 pixels wide), created on first request; null for sounds and for files other than a GIF. Expires together with `url`.":
    "缩略图的签名 URL（WebP，宽度最多 640 像素），首次请求时生成；声音以及 GIF 之外的文件为 null。与 `url` 同时过期。",
  "The name of the uploaded file, or the one that a person gave.": "上传时的文件名，或人工设置的名称。",
  "The newest ended job that made or used it.": "制作或使用过该文件的任务中，最近结束的一个。",
  "The title or the prompt of that job.": "该任务的标题或提示词。",
  "When it is removed; null while it is starred.": "删除时间；加星标时为 null。",
  "PUT the file here; you can repeat the upload until `expiresAt`.":
    "用 `PUT` 把文件发送到这里；在 `expiresAt` 之前可以重复上传。",
  "Send exactly these headers with the file.": "发送文件时，请求头必须与此完全一致。",
  "POST here once the file is uploaded.": "文件上传后，向这里发送 POST 请求。",
  Seconds: "秒",
  "Average bits per second of the file": "文件的平均码率，单位为比特每秒",
  Bytes: "字节",
};
