package io.tserini.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * One real OpenSearch node, for tests and benches: the published jars without the distribution that
 * usually starts them, and so without its modules' class loaders and its checks of the machine.
 *
 * <p>It runs until its standard input ends, which happens with the process that started it, however
 * that one came to its end. Then it removes the folder of the cluster, nodes that were killed included:
 * what it holds is a test's.
 */
public final class TestNode extends Node {
  private static final List<Class<? extends Plugin>> MODULES =
      List.of(
          Netty4ModulePlugin.class,
          CommonAnalysisModulePlugin.class,
          PainlessModulePlugin.class,
          MapperExtrasModulePlugin.class);

  private TestNode(Environment environment) {
    super(environment, MODULES.stream().map(TestNode::onClassPath).toList(), true);
  }

  private static PluginInfo onClassPath(Class<? extends Plugin> module) {
    String java = Integer.toString(Runtime.version().feature());
    String version = Version.CURRENT.toString();
    return new PluginInfo(
        module.getSimpleName(),
        "a module on the class path",
        version,
        Version.CURRENT,
        java,
        module.getName(),
        null,
        List.of(),
        false);
  }

  /** Would tell the distribution's log files the node's name, which has no use here. */
  @Override
  protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {}

  /**
   * @param arguments the node's settings, each {@code name=value}; lists with commas
   */
  public static void main(String[] arguments) {
    Settings.Builder builder = Settings.builder();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      builder.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Settings settings = builder.build();
    Environment environment = new Environment(settings, null);
    removeAtEndOfInput(Path.of(settings.get("path.home")).getParent());
    LogConfigurator.configureWithoutConfig(settings);
    try {
      new TestNode(environment).start();
    } catch (Exception | Error failure) {
      failure.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /**
   * In a thread of its own, so that a node that is still starting ends as well. The thread keeps the
   * JVM alive, which a node's own threads do not.
   */
  private static void removeAtEndOfInput(Path folder) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is ever said; only the end counts.
                }
                remove(folder);
              } catch (IOException failure) {
                failure.printStackTrace();
              } finally {
                Runtime.getRuntime().halt(0);
              }
            },
            "end of input");
    thread.start();
  }

  /** This node and others are at work in the folder: files come and go meanwhile. */
  private static void remove(Path folder) throws IOException {
    for (int attempt = 0; Files.exists(folder) && attempt < 10; attempt++) {
      try (Stream<Path> paths = Files.walk(folder)) {
        paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      } catch (NoSuchFileException | UncheckedIOException vanished) {
        // A file went away under the walk: once more.
      }
    }
  }
}
