import Diagnostics
import PolicyModel
import YAMLTree

/// An object from which something in the cluster makes pods: a release of a chart, a database that an operator runs.
/// What they are its text does not say.
public struct PodMaker: Sendable {
  /// `"Prometheus" of monitoring.coreos.com`
  let type: String
  /// Where the pods are made; nil where that cannot be told.
  public let namespace: String?
  let span: Span

  /// Nil for what Easement has written, which delivers policies.
  init?(_ node: YAMLNode, _ type: ObjectType, placedIn placement: String?) {
    if node["metadata"]?["labels"]?["app.kubernetes.io/managed-by"]?.hasText("easement") ?? false { return nil }
    self.type = type.words
    namespace = Self.target(of: node, type) ?? placement ?? node["metadata"]?["namespace"]?.text ?? "default"
    span = (node["metadata"]?["name"] ?? node["kind"] ?? node).span
  }

  /// A namespace other than its own that the object names.
  private static func target(of node: YAMLNode, _ type: ObjectType) -> String? {
    let spec = node["spec"]
    switch type.kind {
    case "HelmRelease", "HelmChart": return spec?["targetNamespace"]?.text
    case "Application": return spec?["destination"]?["namespace"]?.text
    case "ApplicationSet": return spec?["template"]?["spec"]?["destination"]?["namespace"]?.text
    default: return nil
    }
  }

  static func isOne(_ type: ObjectType) -> Bool {
    if type.group.hasSuffix(".k8s.elastic.co") { return true }
    return kinds[type.group]?.contains(type.kind) ?? false
  }

  /// Kinds that are in wide use, by their API.
  private static let kinds: [String: Set<String>] = [
    "helm.toolkit.fluxcd.io": ["HelmRelease"], "helm.fluxcd.io": ["HelmRelease"], "helm.cattle.io": ["HelmChart"],
    "argoproj.io": ["Application", "ApplicationSet", "ArgoCD", "Workflow", "CronWorkflow", "EventSource", "Sensor"],
    "monitoring.coreos.com": ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"],
    "operator.victoriametrics.com": [
      "VMAgent", "VMAlert", "VMAlertmanager", "VMAuth", "VMCluster", "VMSingle", "VLogs", "VLSingle", "VLCluster",
    ],
    "grafana.integreatly.org": ["Grafana"], "loki.grafana.com": ["LokiStack"], "tempo.grafana.com": ["TempoStack"],
    "jaegertracing.io": ["Jaeger"], "opentelemetry.io": ["OpenTelemetryCollector"],
    "logging.banzaicloud.io": ["Logging"], "postgresql.cnpg.io": ["Cluster", "Pooler"],
    "acid.zalan.do": ["postgresql"], "postgres-operator.crunchydata.com": ["PostgresCluster"],
    "k8s.mariadb.com": ["MariaDB", "MaxScale"], "mysql.oracle.com": ["InnoDBCluster"],
    "pxc.percona.com": ["PerconaXtraDBCluster"], "psmdb.percona.com": ["PerconaServerMongoDB"],
    "mongodbcommunity.mongodb.com": ["MongoDBCommunity"],
    "kafka.strimzi.io": [
      "Kafka", "KafkaConnect", "KafkaBridge", "KafkaMirrorMaker2", "KafkaNodePool",
    ],
    "databases.spotahome.com": ["RedisFailover"],
    "redis.redis.opstreelabs.in": [
      "Redis", "RedisCluster", "RedisReplication", "RedisSentinel",
    ],
    "dragonflydb.io": ["Dragonfly"], "rabbitmq.com": ["RabbitmqCluster"],
    "cassandra.datastax.com": [
      "CassandraDatacenter"
    ],
    "k8ssandra.io": ["K8ssandraCluster"], "clickhouse.altinity.com": ["ClickHouseInstallation"],
    "opensearch.opster.io": ["OpenSearchCluster"], "minio.min.io": ["Tenant"], "ceph.rook.io": ["CephCluster"],
    "vault.banzaicloud.com": ["Vault"], "k8s.keycloak.org": ["Keycloak"], "serving.knative.dev": ["Service"],
    "serving.kserve.io": ["InferenceService"], "ray.io": ["RayCluster", "RayService", "RayJob"],
    "sparkoperator.k8s.io": ["SparkApplication"], "kubevirt.io": ["VirtualMachinePool"],
    "install.istio.io": ["IstioOperator"], "operator.tigera.io": ["Installation"],
  ]
}

extension [PodMaker] {
  /// One for each kind, where the first of it stands.
  var notices: [Diagnostic] {
    Dictionary(grouping: self, by: \.type).sorted { $0.key < $1.key }.compactMap { type, makers in
      makers.map(\.span).min().map { first in
        Diagnostic(
          .unreadPods,
          makers.count == 1
            ? "the object of kind \(type) makes pods that are not here"
            : "\(makers.count.grouped) objects of kind \(type) make pods that are not here", at: first,
          help: "render them, or read a dump of the cluster, whose pods are there")
      }
    }
  }
}
