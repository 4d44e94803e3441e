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

import io.zmqtt.internal.session.RoutingTree.Node;
import org.jspecify.annotations.Nullable;

/**
 * The children of all nodes of a {@link RoutingTree} in one hash table, looked up by
 * parent and by a region of a topic, so that neither a map for each node nor a string for
 * each level is needed. Nodes for wildcards are not in it.
 */
final class NodeTable<T> {

	private static final int MINIMUM_LENGTH = 8;

	private @Nullable Node<T> @Nullable [] buckets;

	private int size;

	/**
	 * Return the hash for a child.
	 * @param levelHash the level's {@link String#hashCode()}
	 */
	static int hash(Node<?> parent, int levelHash) {
		int hash = (parent.seed + levelHash) * 0x85EBCA6B;
		return hash ^ (hash >>> 15);
	}

	@Nullable Node<T> get(Node<T> parent, int levelHash, String topic, int start, int end) {
		@Nullable Node<T>[] buckets = this.buckets;
		if (buckets == null || parent.children == 0) {
			return null;
		}
		int hash = hash(parent, levelHash);
		Node<T> node = buckets[hash & (buckets.length - 1)];
		while (node != null) {
			if (node.hash == hash && node.parent == parent && node.level.length() == end - start
					&& topic.startsWith(node.level, start)) {
				return node;
			}
			node = node.nextInBucket;
		}
		return null;
	}

	void add(Node<T> node) {
		@Nullable Node<T>[] buckets = this.buckets;
		if (buckets == null) {
			buckets = resize(MINIMUM_LENGTH);
		}
		else if (this.size >= buckets.length) {
			buckets = resize(buckets.length * 2);
		}
		link(buckets, node);
		this.size++;
	}

	void remove(Node<T> node) {
		@Nullable Node<T>[] buckets = this.buckets;
		if (buckets == null) {
			return;
		}
		int index = node.hash & (buckets.length - 1);
		Node<T> previous = null;
		for (Node<T> other = buckets[index]; other != node; other = other.nextInBucket) {
			if (other == null) {
				return;
			}
			previous = other;
		}
		if (previous == null) {
			buckets[index] = node.nextInBucket;
		}
		else {
			previous.nextInBucket = node.nextInBucket;
		}
		node.nextInBucket = null;
		this.size--;
		if (this.size == 0) {
			this.buckets = null;
		}
		else if (buckets.length > MINIMUM_LENGTH && this.size <= buckets.length / 4) {
			resize(buckets.length / 2);
		}
	}

	int size() {
		return this.size;
	}

	private @Nullable Node<T>[] resize(int length) {
		@SuppressWarnings({ "unchecked", "rawtypes" })
		@Nullable Node<T>[] resized = new Node[length];
		@Nullable Node<T>[] buckets = this.buckets;
		if (buckets != null) {
			for (Node<T> bucket : buckets) {
				Node<T> node = bucket;
				while (node != null) {
					Node<T> next = node.nextInBucket;
					link(resized, node);
					node = next;
				}
			}
		}
		this.buckets = resized;
		return resized;
	}

	private static <T> void link(@Nullable Node<T>[] buckets, Node<T> node) {
		int index = node.hash & (buckets.length - 1);
		node.nextInBucket = buckets[index];
		buckets[index] = node;
	}

}
