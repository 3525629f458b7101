import Diagnostics
import GraphFormat
import PolicyModel

extension EdgeMatching {
  /// A guardrail that a grant of one of these flows would run into.
  func guardrail(against flows: [NeedRequest.Flow]) -> Guardrail? {
    guardrails.first { guardrail in
      flows.contains { flow in
        let edge = Edge(
          consumer: .workload(flow.consumer.id), provider: .workload(flow.provider.id), environments: flow.pair,
          ports: flow.requested, http: [], origin: EdgeOrigin(nil, nil))
        return !flow.requested.isEmpty && guardrail.forbids(edge, in: directory)
      }
    }
  }
}
