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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;

/**
 * Those who wait for the end of filters, and the filters whose end the broker has yet to
 * be told at the next connect.
 */
final class Unsubscribes {

	private final SubscribeExchanges exchanges;

	private final List<UnsubscribeOperation> waiting = new ArrayList<>(0);

	/**
	 * Filters that a resumed session may still hold, with those who wait for their end.
	 */
	private final Map<TopicFilter, List<UnsubscribeOperation>> obsolete = new LinkedHashMap<>();

	Unsubscribes(SubscribeExchanges exchanges) {
		this.exchanges = exchanges;
	}

	/**
	 * Tell the connected broker that filters have ended.
	 */
	void end(List<TopicFilter> filters, UnsubscribeOperation operation) {
		this.waiting.add(operation);
		this.exchanges.end(filters, List.of(operation));
	}

	/**
	 * Tell the broker that filters are not wanted any more, though nobody waits for it.
	 * @param connected whether it can be told now
	 */
	void end(List<TopicFilter> filters, boolean connected) {
		if (!connected) {
			filters.forEach((filter) -> this.obsolete.put(filter, List.of()));
		}
		else if (!filters.isEmpty()) {
			this.exchanges.end(filters, List.of());
		}
	}

	/**
	 * A filter is wanted again.
	 */
	void revived(TopicFilter filter) {
		List<UnsubscribeOperation> operations = this.obsolete.remove(filter);
		if (operations != null) {
			complete(operations, success(List.of(filter)), AckProperties.NONE);
		}
	}

	void connected(boolean sessionPresent) {
		if (this.obsolete.isEmpty()) {
			return;
		}
		Map<TopicFilter, List<UnsubscribeOperation>> ended = new LinkedHashMap<>(this.obsolete);
		this.obsolete.clear();
		List<UnsubscribeOperation> operations = ended.values().stream().flatMap(List::stream).distinct().toList();
		List<TopicFilter> filters = List.copyOf(ended.keySet());
		if (sessionPresent) {
			this.exchanges.end(filters, operations);
		}
		else {
			complete(operations, success(filters), AckProperties.NONE);
		}
	}

	/**
	 * An UNSUBSCRIBE may not have reached the broker. If the filter is wanted again, it
	 * must not be ended on a resumed session, which may hold messages for it.
	 */
	void interrupted(TopicFilter filter, List<UnsubscribeOperation> operations, boolean wanted) {
		if (wanted) {
			complete(operations, success(List.of(filter)), AckProperties.NONE);
		}
		else {
			this.obsolete.merge(filter, operations,
					(first, second) -> Stream.concat(first.stream(), second.stream()).toList());
		}
	}

	void complete(List<UnsubscribeOperation> operations, Map<TopicFilter, ReasonCode> results,
			AckProperties properties) {
		for (UnsubscribeOperation operation : operations) {
			if (this.waiting.remove(operation)) {
				operation.answered(results, properties);
			}
		}
	}

	/**
	 * End the waits whose deadline has passed, and those that were given up.
	 * @return the earliest deadline that is still to come, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = Long.MAX_VALUE;
		for (UnsubscribeOperation operation : List.copyOf(this.waiting)) {
			if (operation.deadline() - now <= 0 || !operation.isOpen()) {
				this.waiting.remove(operation);
				operation.timedOut();
			}
			else {
				earliest = Math.min(earliest, operation.deadline());
			}
		}
		return earliest;
	}

	void abandon(Consumer<UnsubscribeOperation> ending) {
		for (UnsubscribeOperation operation : List.copyOf(this.waiting)) {
			this.waiting.remove(operation);
			ending.accept(operation);
		}
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	static Map<TopicFilter, ReasonCode> success(List<TopicFilter> filters) {
		Map<TopicFilter, ReasonCode> results = new LinkedHashMap<>();
		filters.forEach((filter) -> results.put(filter, ReasonCode.SUCCESS));
		return results;
	}

}
