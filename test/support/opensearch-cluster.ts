import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { opensearchClassPath } from './opensearch-jars.ts';

export interface ClusterOptions {
  /** Settings of each node, such as `{ 'thread_pool.write.queue_size': 4 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Options of each node's JVM; the default ones start fast and stay small. */
  readonly java?: readonly string[];
}

interface ClusterNode {
  readonly name: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  process?: ChildProcess;
  /** The end of what it printed. */
  log: string;
}

// Only C1: a test's node ends before C2's work pays back.
const smallJvm = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const startsWithin = 120_000;

/**
 * A real OpenSearch cluster on free loopback ports, one process a node. The nodes end with this process
 * too, however it ends: each watches its standard input.
 */
export class OpenSearchCluster implements AsyncDisposable {
  private readonly folder: string;
  private readonly nodes: readonly ClusterNode[];
  private readonly java: readonly string[];

  private constructor(folder: string, nodes: readonly ClusterNode[], java: readonly string[]) {
    this.folder = folder;
    this.nodes = nodes;
    this.java = java;
  }

  /** Starts so many nodes and waits until they are one cluster. */
  static async start(count: number, options: ClusterOptions = {}): Promise<OpenSearchCluster> {
    const ports = await freePorts(2 * count);
    const names = Array.from({ length: count }, (_, index) => `node${index + 1}`);
    const folder = await mkdtemp(join(tmpdir(), 'tserini-opensearch-'));
    const nodes = names.map(async (name, index): Promise<ClusterNode> => {
      const home = join(folder, name);
      await mkdir(home);
      const settings = {
        'cluster.name': `tserini-test-${ports[0]}`,
        'node.name': name,
        'path.home': home,
        'path.data': join(home, 'data'),
        'network.host': '127.0.0.1',
        'http.port': ports[2 * index]!,
        'transport.port': ports[2 * index + 1]!,
        'transport.type': 'netty4',
        'http.type': 'netty4',
        'discovery.seed_hosts': names.map((_, other) => `127.0.0.1:${ports[2 * other + 1]}`).join(),
        // One alone: an election among all that fails costs 15 seconds.
        'cluster.initial_cluster_manager_nodes': names[0]!,
        'node.processors': availableParallelism(),
        'cluster.routing.allocation.disk.threshold_enabled': false,
        ...options.settings,
      };
      return { name, url: `http://127.0.0.1:${ports[2 * index]}`, settings, log: '' };
    });
    const cluster = new OpenSearchCluster(folder, await Promise.all(nodes), options.java ?? smallJvm);
    try {
      await Promise.all(cluster.nodes.map((_, index) => cluster.startNode(index)));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** The address of each node. */
  get urls(): string[] {
    return this.nodes.map(({ url }) => url);
  }

  /** The address of the first node, which is the cluster's manager until it is killed. */
  get url(): string {
    return this.nodes[0]!.url;
  }

  /** The process of each node that runs. */
  get pids(): number[] {
    return this.nodes.flatMap(({ process: child }) => child?.pid ?? []);
  }

  /** Takes a node away as a failing machine does. */
  async killNode(index: number): Promise<void> {
    const { process: child } = this.nodes[index]!;
    if (!child) return;
    const exited = hasExited(child);
    child.kill('SIGKILL');
    await exited;
  }

  /** Starts a node, on the ports and the data that it had, and waits until it and all running ones are a cluster. */
  async startNode(index: number): Promise<void> {
    const node = this.nodes[index]!;
    const settings = Object.entries(node.settings).map(([name, value]) => `${name}=${value}`);
    const java = join(findJava().home, 'bin/java');
    const options = [...this.java, '--enable-native-access=ALL-UNNAMED', '-cp', opensearchClassPath!];
    const child = spawn(java, [...options, 'io.tserini.cluster.TestNode', ...settings], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl+C would end it before it can remove its data; the end of its input does not.
      detached: true,
    });
    const keep = (chunk: Buffer) => {
      node.log = (node.log + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // The node may be gone when its input is closed.
    child.stdin.on('error', () => {});
    child.on('exit', () => {
      if (node.process === child) delete node.process;
    });
    node.process = child;
    await this.waitFor(node, () => this.nodes.filter(({ process: running }) => running).length);
  }

  private async waitFor(node: ClusterNode, expected: () => number): Promise<void> {
    for (const deadline = Date.now() + startsWithin; Date.now() < deadline; await sleep(100)) {
      if (!node.process) break;
      const seen = await requestJson<Health>(node.url, 'GET', '/_cluster/health').catch(() => undefined);
      if (seen && seen.number_of_nodes >= expected()) return;
    }
    throw new Error(`${node.name} did not join the cluster:\n${node.log}`);
  }

  /** Waits until the cluster has noticed which nodes run and which do not. */
  async waitForNodes(): Promise<void> {
    const running = this.nodes.filter(({ process: child }) => child).length;
    await this.request(
      'GET',
      `/_cluster/health?wait_for_nodes=${running}&wait_for_status=yellow&timeout=60s`,
    );
  }

  /** Waits until every shard and every replica is there, spread over the nodes that run. */
  async waitForGreen(): Promise<void> {
    const running = this.nodes.filter(({ process: child }) => child).length;
    await this.request(
      'GET',
      `/_cluster/health?wait_for_status=green&wait_for_nodes=${running}` +
        '&wait_for_no_relocating_shards=true&wait_for_no_initializing_shards=true&timeout=90s',
    );
  }

  /** Sends JSON to a node that runs, as {@link requestJson} does. */
  request<T>(method: string, path: string, body?: unknown): Promise<T> {
    return requestJson(this.nodes.find(({ process: child }) => child)!.url, method, path, body);
  }

  /** Ends every node and removes its data. */
  async stop(): Promise<void> {
    await Promise.all(
      this.nodes.map(async ({ process: child }) => {
        if (!child) return;
        const exited = hasExited(child);
        child.stdin?.end();
        if (!(await Promise.race([exited.then(() => true), sleep(5000, false)]))) child.kill('SIGKILL');
        await exited;
      }),
    );
    await rm(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

interface Health {
  readonly number_of_nodes: number;
}

/** Sends JSON past the product's own client. @throws Error on a status of 400 and more */
export async function requestJson<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function hasExited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

/** Held all at once, so that none is given twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
