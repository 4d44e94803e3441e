/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.session;

import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.zmqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values whose topic filters match a topic name. The filters form a tree with
 * one node for each level; a lookup walks down all matching branches at once, so its cost
 * depends on the topic's levels and on what matches, not on the number of filters. Topics
 * that come again are answered from a cache without allocation. For one thread.
 *
 * @param <T> the type of the values, which are told apart by identity
 */
public final class RoutingTree<T> {

	private static final Comparator<Owner<?>> BY_INSERTION = Comparator.comparingLong((owner) -> owner.sequence);

	private final Node<T> root = new Node<>(null, "", 0, 0);

	private final NodeTable<T> nodes = new NodeTable<>();

	private @Nullable Map<T, Owner<T>> owners;

	private @Nullable RoutingCache<T> cache;

	private int size;

	private long nextSequence;

	private long lookups;

	private int created;

	/**
	 * Add a value under a filter; does nothing when it is there already.
	 */
	public void add(TopicFilter filter, T value) {
		this.cache = null;
		Node<T> node = this.root;
		String path = filter.topicFilter();
		int start = 0;
		while (start <= path.length()) {
			int end = levelEnd(path, start);
			node = childOrNew(node, path, start, end);
			start = end + 1;
		}
		for (Entry<T> entry = node.entries; entry != null; entry = entry.next) {
			if (entry.is(filter, value)) {
				return;
			}
		}
		if (this.owners == null) {
			this.owners = new IdentityHashMap<>(4);
		}
		Owner<T> owner = this.owners.computeIfAbsent(value, (key) -> new Owner<>(key, this.nextSequence++));
		owner.entries++;
		node.entries = new Entry<>(filter, owner, node.entries);
		this.size++;
	}

	/**
	 * Remove a value from a filter with exactly the same text, share prefix included.
	 * @return whether it was there
	 */
	public boolean remove(TopicFilter filter, T value) {
		Node<T> node = find(filter.topicFilter());
		Entry<T> removed = (node != null) ? node.removeEntry(filter, value) : null;
		if (node == null || removed == null) {
			return false;
		}
		this.cache = null;
		this.size--;
		if (--removed.owner.entries == 0 && this.owners != null) {
			this.owners.remove(value);
			if (this.owners.isEmpty()) {
				this.owners = null;
			}
		}
		prune(node);
		return true;
	}

	/**
	 * Return the values with a matching filter, each once, in the order in which they
	 * were first added.
	 * @return an immutable list
	 */
	public List<T> match(String topicName) {
		if (this.size == 0) {
			return List.of();
		}
		RoutingCache<T> cache = this.cache;
		if (cache == null) {
			cache = new RoutingCache<>();
			this.cache = cache;
		}
		int slot = RoutingCache.slot(topicName);
		List<T> result = cache.get(slot, topicName);
		if (result == null) {
			result = lookUp(topicName);
			cache.put(slot, topicName, result);
		}
		return result;
	}

	/**
	 * Return the number of pairs of a filter and a value.
	 */
	public int size() {
		return this.size;
	}

	public boolean isEmpty() {
		return this.size == 0;
	}

	int nodeCount() {
		return this.nodes.size();
	}

	private List<T> lookUp(String topic) {
		Matches<T> matches = new Matches<>(++this.lookups);
		Frontier<T> current = new Frontier<>();
		Frontier<T> next = new Frontier<>();
		int length = topic.length();
		if (length > 0) {
			current.add(this.root);
		}
		boolean wildcards = length > 0 && topic.charAt(0) != '$';
		int start = 0;
		while (start <= length && current.size > 0) {
			int end = start;
			int levelHash = 0;
			while (end < length && topic.charAt(end) != '/') {
				levelHash = 31 * levelHash + topic.charAt(end);
				end++;
			}
			for (int i = 0; i < current.size; i++) {
				Node<T> node = current.get(i);
				next.add(this.nodes.get(node, levelHash, topic, start, end));
				if (wildcards) {
					next.add(node.single);
					matches.addAll(node.multi);
				}
			}
			wildcards = true;
			Frontier<T> done = current;
			current = next;
			next = done;
			next.size = 0;
			start = end + 1;
		}
		for (int i = 0; i < current.size; i++) {
			Node<T> node = current.get(i);
			matches.addAll(node);
			// "a/#" includes "a"
			matches.addAll(node.multi);
		}
		return matches.toList();
	}

	private @Nullable Node<T> find(String path) {
		Node<T> node = this.root;
		int start = 0;
		while (node != null && start <= path.length()) {
			int end = levelEnd(path, start);
			node = child(node, path, start, end);
			start = end + 1;
		}
		return node;
	}

	private @Nullable Node<T> child(Node<T> parent, String path, int start, int end) {
		if (end - start == 1 && path.charAt(start) == '+') {
			return parent.single;
		}
		if (end - start == 1 && path.charAt(start) == '#') {
			return parent.multi;
		}
		return this.nodes.get(parent, levelHash(path, start, end), path, start, end);
	}

	private Node<T> childOrNew(Node<T> parent, String path, int start, int end) {
		Node<T> child = child(parent, path, start, end);
		if (child != null) {
			return child;
		}
		String level = path.substring(start, end);
		child = new Node<>(parent, level, NodeTable.hash(parent, levelHash(path, start, end)), ++this.created);
		parent.children++;
		switch (level) {
			case "+" -> parent.single = child;
			case "#" -> parent.multi = child;
			default -> this.nodes.add(child);
		}
		return child;
	}

	private void prune(Node<T> leaf) {
		Node<T> node = leaf;
		Node<T> parent = node.parent;
		while (parent != null && node.entries == null && node.children == 0) {
			if (parent.single == node) {
				parent.single = null;
			}
			else if (parent.multi == node) {
				parent.multi = null;
			}
			else {
				this.nodes.remove(node);
			}
			parent.children--;
			node = parent;
			parent = node.parent;
		}
	}

	private static int levelEnd(String path, int start) {
		int slash = path.indexOf('/', start);
		return (slash >= 0) ? slash : path.length();
	}

	private static int levelHash(String path, int start, int end) {
		int hash = 0;
		for (int i = start; i < end; i++) {
			hash = 31 * hash + path.charAt(i);
		}
		return hash;
	}

	/** A level of one or more filters. */
	static final class Node<T> {

		final @Nullable Node<T> parent;

		final String level;

		final int hash;

		/**
		 * Tells the children of different nodes apart. Not derived from the path, since
		 * that would let paths like {@code ////} fall into one bucket.
		 */
		final int seed;

		@Nullable Node<T> nextInBucket;

		/** The child for {@code +}. */
		@Nullable Node<T> single;

		/** The child for {@code #}. */
		@Nullable Node<T> multi;

		int children;

		@Nullable Entry<T> entries;

		Node(@Nullable Node<T> parent, String level, int hash, int number) {
			this.parent = parent;
			this.level = level;
			this.hash = hash;
			this.seed = number * 0x9E3779B9;
		}

		private @Nullable Entry<T> removeEntry(TopicFilter filter, T value) {
			Entry<T> previous = null;
			for (Entry<T> entry = this.entries; entry != null; entry = entry.next) {
				if (entry.is(filter, value)) {
					if (previous == null) {
						this.entries = entry.next;
					}
					else {
						previous.next = entry.next;
					}
					return entry;
				}
				previous = entry;
			}
			return null;
		}

	}

	/** A value under a filter. */
	private static final class Entry<T> {

		private final TopicFilter filter;

		private final Owner<T> owner;

		private @Nullable Entry<T> next;

		private Entry(TopicFilter filter, Owner<T> owner, @Nullable Entry<T> next) {
			this.filter = filter;
			this.owner = owner;
			this.next = next;
		}

		private boolean is(TopicFilter filter, T value) {
			return this.owner.value == value && this.filter.equals(filter);
		}

	}

	/** A value with its place in the order and the number of its filters. */
	private static final class Owner<T> {

		private final T value;

		private final long sequence;

		private int entries;

		private long lastLookup;

		private Owner(T value, long sequence) {
			this.value = value;
			this.sequence = sequence;
		}

	}

	private static final class Matches<T> {

		private final long lookup;

		@SuppressWarnings({ "unchecked", "rawtypes" })
		private Owner<T>[] owners = new Owner[4];

		private int size;

		private Matches(long lookup) {
			this.lookup = lookup;
		}

		private void addAll(@Nullable Node<T> node) {
			if (node == null) {
				return;
			}
			for (Entry<T> entry = node.entries; entry != null; entry = entry.next) {
				Owner<T> owner = entry.owner;
				if (owner.lastLookup != this.lookup) {
					owner.lastLookup = this.lookup;
					add(owner);
				}
			}
		}

		private void add(Owner<T> owner) {
			if (this.size == this.owners.length) {
				this.owners = Arrays.copyOf(this.owners, this.size * 2);
			}
			this.owners[this.size++] = owner;
		}

		@SuppressWarnings("unchecked")
		private List<T> toList() {
			if (this.size == 0) {
				return List.of();
			}
			if (this.size == 1) {
				return List.of(this.owners[0].value);
			}
			Arrays.sort(this.owners, 0, this.size, BY_INSERTION);
			Object[] values = new Object[this.size];
			for (int i = 0; i < this.size; i++) {
				values[i] = this.owners[i].value;
			}
			return (List<T>) List.of(values);
		}

	}

	/** The nodes that the levels of a topic so far lead to. */
	private static final class Frontier<T> {

		@SuppressWarnings({ "unchecked", "rawtypes" })
		private Node<T>[] nodes = new Node[4];

		private int size;

		private Node<T> get(int index) {
			return this.nodes[index];
		}

		private void add(@Nullable Node<T> node) {
			if (node == null) {
				return;
			}
			if (this.size == this.nodes.length) {
				this.nodes = Arrays.copyOf(this.nodes, this.size * 2);
			}
			this.nodes[this.size++] = node;
		}

	}

}
