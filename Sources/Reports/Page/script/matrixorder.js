// In which order the groups of the matrix stand.

const matrixOrders = {
  name: "by name",
  role: "platform first",
  together: "who talks together",
  busy: "busiest first",
};

function orderedGroups(selection, order) {
  const degree = new Map(groups.map((group) => [group, 0]));
  const friends = new Map(groups.map((group) => [group, new Set()]));
  for (const { source, target } of selection) {
    for (const [one, other] of [[source.group, target.group], [target.group, source.group]]) {
      degree.set(one, degree.get(one) + 1);
      friends.get(one).add(other);
    }
  }
  const byName = (left, right) => Number(!left.isTenant) - Number(!right.isTenant) || compared(left.name, right.name);
  switch (order) {
    case "role": return groups.toSorted((left, right) => Number(!left.platform) - Number(!right.platform) || byName(left, right));
    case "busy": return groups.toSorted((left, right) => degree.get(right) - degree.get(left) || byName(left, right));
    case "together": return banded(friends);
    default: return groups.toSorted(byName);
  }
}

/** Cuthill and McKee: whoever talks together stands together, so that the marks gather along the diagonal. */
function banded(friends) {
  const seen = new Set();
  const size = (group) => friends.get(group).size;
  const bySize = (left, right) => size(left) - size(right) || compared(left.name, right.name);
  const order = [];
  for (const start of groups.toSorted(bySize)) {
    if (seen.has(start)) continue;
    seen.add(start);
    const queue = [start];
    while (queue.length > 0) {
      const next = queue.shift();
      order.push(next);
      for (const friend of [...friends.get(next)].filter((group) => !seen.has(group)).sort(bySize)) {
        seen.add(friend);
        queue.push(friend);
      }
    }
  }
  return order.reverse();
}
