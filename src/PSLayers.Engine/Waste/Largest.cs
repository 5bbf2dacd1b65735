namespace PSLayers.Waste;

/// <summary>Keeps the largest of many items, which are numbered and come in the order of their numbers; of equals, the first.</summary>
/// <param name="count">How many to keep.</param>
internal sealed class Largest(int count)
{
    private readonly PriorityQueue<int, (long Bytes, int Age)> _kept = new();

    /// <summary>Looks at an item; one without bytes is not kept.</summary>
    public void Add(int item, long bytes)
    {
        if (bytes <= 0 || count == 0)
            return;
        if (_kept.Count < count)
            _kept.Enqueue(item, (bytes, -item));
        else if (_kept.TryPeek(out _, out (long Bytes, int Age) smallest) && bytes > smallest.Bytes)
            _kept.EnqueueDequeue(item, (bytes, -item));
    }

    /// <summary>The items, the largest first. What was kept is gone then.</summary>
    public List<int> TakeInOrder()
    {
        var items = new List<int>(_kept.Count);
        while (_kept.TryDequeue(out int item, out _))
            items.Add(item);
        items.Reverse();
        return items;
    }
}
