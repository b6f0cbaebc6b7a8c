/**
 * The verbs of Satchel for scripts. Nothing here prints, asks or sets an exit code: findings are returned as
 * {@link Diagnostic}, what stops a run is thrown as {@link SatchelError} (its `exit` is the CLI's exit code).
 *
 * @module
 */
export { build } from './build/build.ts';
export { validate } from './build/validate.ts';
export { inspectFile as inspect } from './bundle/inspect-file.ts';
export { openBundle } from './bundle/open.ts';
export { diffBundles as diff } from './delta/diff.ts';
export { verifyBundle as verify } from './bundle/verify.ts';
export { unpackBundle as unpack } from './bundle/unpack.ts';
export { applyDelta as apply } from './delta/apply.ts';
export { cheapestWay, findWay } from './delta/chain.ts';
export { checkDelta } from './delta/check-delta.ts';
export { inspectDelta } from './delta/inspect-delta.ts';
export { writeDelta } from './delta/write-delta.ts';
export { planDrop, writeDrops } from './drop/drops.ts';
export { verifyDrop } from './drop/verify-drop.ts';
export { measureBundle as measure } from './report/measure.ts';
export { openStore } from './release/open-store.ts';
export { planAdd } from './release/plan-add.ts';
export { planRollOut } from './release/roll-out.ts';
export { publish } from './release/publish.ts';
export { publishAdded } from './release/publish-added.ts';
export { readState } from './release/state.ts';
export { readSigner } from './trust/read-key.ts';
export { reproduce } from './reproduce/reproduce.ts';
export { init } from './init/init.ts';
export { writeSingleFiles } from './single/write.ts';
export { preview } from './serve/preview.ts';
export { serveClassroom as serve } from './serve/classroom.ts';
export { parsePublicKey } from './trust/public-key.ts';
export { openSecretKey } from './trust/secret-key.ts';
export { signBundle as sign } from './trust/sign-manifest.ts';
export { verifySignature } from './trust/verify-signature.ts';
export { status } from './update/status.ts';
export { update } from './update/update.ts';
export { SatchelError, wording } from './diagnostic.ts';

export type {
  BuildEvent,
  BuildOptions,
  BuildResult,
  BuiltBundle,
  Fitted,
  HeavyFile,
  LoweredFile,
  OverBudget,
  TakenOver,
} from './build/options.ts';
export type { TargetKind, ValidateOptions, Validation } from './build/validate.ts';
export type { Inspection } from './bundle/inspect.ts';
export type { Bundle } from './bundle/open.ts';
export type { BundleFacts, Changes, KindChange, PageChange } from './delta/changes.ts';
export type { ChangeClass } from './delta/classes.ts';
export type { Edit } from './delta/excerpt.ts';
export type { FactChange } from './delta/facts.ts';
export type { Piece } from './delta/hunks.ts';
export type { MediaChange } from './delta/media-changes.ts';
export type { UnitChange } from './delta/moves.ts';
export type { ChangedPage } from './delta/page-changes.ts';
export type { VersionAdvice } from './delta/version-step.ts';
export type { Unpacked, UnpackOptions } from './bundle/unpack.ts';
export type { Entry, Manifest, ManifestLesson, ManifestUnit } from './bundle/manifest.ts';
export type { Verification, VerifyOptions } from './bundle/verify.ts';
export type { Applied, ApplyOptions } from './delta/apply.ts';
export type { Step, Way } from './delta/chain.ts';
export type { DeltaInspection } from './delta/inspect-delta.ts';
export type { WriteDeltaOptions, WrittenDelta } from './delta/write-delta.ts';
export type { Code, Diagnostic, Params, Place, Severity } from './diagnostic.ts';
export type { Digest } from './digest.ts';
export type { Cost } from './drop/check-target.ts';
export type { DropOutcome, PlannedDrop, WriteDropsOptions } from './drop/drops.ts';
export type { DropOptions } from './drop/order.ts';
export type { DropPlan } from './drop/plan.ts';
export type { Origin, PlannedFile } from './drop/planned-files.ts';
export type { Drop, SoundRelease, SoundVersion } from './drop/read-drop.ts';
export type { DropFile, DropVersion, Release } from './drop/release.ts';
export type { Target } from './drop/target.ts';
export type { DropVerification, VerifyDropOptions } from './drop/verify-drop.ts';
export type { TargetEvent } from './drop/worker.ts';
export type { Phase, Written } from './drop/write-drop.ts';
export type { InitResult } from './init/init.ts';
export type { Profile } from './media/preset.ts';
export type { AddPlan, JudgedDelta, PlannedBundle } from './release/add-plan.ts';
export type { AddEvent, PlanAddOptions } from './release/plan-add.ts';
export type { Published, PublishOptions } from './release/publish.ts';
export type { Reach, RollOut, Spent, UpdateCost } from './release/roll-out.ts';
export type { ChannelState } from './release/state.ts';
export type { Store } from './release/store.ts';
export type { LargeFile, LessonSpending, SizeReport, Spending, UnitSpending } from './report/size-report.ts';
export type { Difference, Reason } from './reproduce/differences.ts';
export type { MediaOrigins, ReproduceOptions, Reproduction, Verdict } from './reproduce/reproduce.ts';
export type { SingleFile, SingleOptions } from './single/write.ts';
export type { Classroom, ClassroomOptions, ServedPack } from './serve/classroom.ts';
export type { ChannelBundle, ChannelDelta } from './channel/contents.ts';
export type { Installed } from './update/installed.ts';
export type { Choice, PlannedPack, UpdatePlan } from './update/plan.ts';
export type { Status } from './update/status.ts';
export type { Updated, UpdatedPack, UpdateEvent, UpdateOptions } from './update/update.ts';
export type { Preview, PreviewEvent, PreviewOptions } from './serve/preview.ts';
export type { PublicKey } from './trust/public-key.ts';
export type { Signer } from './trust/secret-key.ts';
export type { Signing } from './trust/sign-manifest.ts';
export type { GoodSignature } from './trust/verify-signature.ts';
