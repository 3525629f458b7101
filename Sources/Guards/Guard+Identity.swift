import Resolution

extension GuardScope {
  /// True of requests that come neither from the platform nor from the parts of the control plane that finish what
  /// the platform began: they delete what a deleted namespace leaves behind, and take finalizers off.
  var strangersOnly: [Guard.Expression] {
    strangers(besides: Self.controlPlane)
  }

  /// The same for what controllers write that turn the pods of a Service into endpoints. The API server does so for its own.
  var strangersToEndpoints: [Guard.Expression] {
    strangers(besides: Self.controlPlane + Self.endpointControllers)
  }

  private func strangers(besides known: [String]) -> [Guard.Expression] {
    let accounts = administrators.serviceAccounts.map(Self.username) + known
    return [
      Guard.Expression(
        name: "not-a-platform-account",
        text: "!(has(request.userInfo.username) && request.userInfo.username in \(CEL.list(accounts)))"),
      administrators.groups.isEmpty
        ? nil
        : Guard.Expression(
          name: "not-a-platform-group",
          text: "!(has(request.userInfo.groups) && request.userInfo.groups.exists(g, g in "
            + "\(CEL.list(administrators.groups))))"),
    ].compactMap(\.self)
  }

  /// `argocd/controller` to `system:serviceaccount:argocd:controller`.
  ///
  /// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
  private static func username(of account: String) -> String {
    "system:serviceaccount:\(account.split(separator: "/").joined(separator: ":"))"
  }

  /// The first is what the others are called where the controller manager does not use an account for each controller.
  private static let controlPlane = [
    "system:kube-controller-manager", "system:serviceaccount:kube-system:generic-garbage-collector",
    "system:serviceaccount:kube-system:namespace-controller",
  ]

  /// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#management
  private static let endpointControllers = [
    "system:apiserver", "system:serviceaccount:kube-system:endpoint-controller",
    "system:serviceaccount:kube-system:endpointslice-controller",
    "system:serviceaccount:kube-system:endpointslicemirroring-controller",
  ]
}
