/**
 * The start-up archive of this process: the command line sets its name before the JVM starts, and a JVM that lacks it
 * sets what writes it, in a second. Apart from jvm.ts, which a command without a JVM never loads.
 */
export const startup: { archiveName?: string; writeArchive?: () => Promise<void> } = {};
