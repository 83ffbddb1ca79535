/** A model's files on this machine. */
export interface ModelSource {
  /** The folder that holds them. */
  readonly folder: string;
  /** An exported graph that was asked for, by its path inside of the transformer's folder. */
  readonly onnxFile?: string;
  /** All files of the model by their paths inside of it, where the folder lacks those with weights so far. */
  readonly names?: readonly string[];
}
