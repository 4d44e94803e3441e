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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.session.SubscribeExchange.Ask;
import io.zmqtt.internal.session.SubscribeExchange.Kind;

/**
 * What is asked for on a connection without anybody who waits for it: filters that are
 * made again after a connect, and those that were refused before. Collects the answers,
 * and reports when they do not come.
 */
final class Restoring {

	private final AnswerTimer timer;

	private final SessionEvents events;

	private final Map<TopicFilter, ReasonCode> results = new LinkedHashMap<>();

	private int restoring;

	private int retrying;

	private boolean told;

	Restoring(long timeout, SessionEvents events) {
		this.timer = new AnswerTimer(timeout);
		this.events = events;
	}

	/**
	 * There is a new connection, on which filters are asked for again.
	 * @param count how many
	 * @param refused those that need not be asked for
	 */
	void started(int count, Map<TopicFilter, ReasonCode> refused) {
		this.results.clear();
		this.results.putAll(refused);
		this.restoring = count;
		this.retrying = 0;
		this.timer.restart();
		this.told = false;
		if (count > 0) {
			this.events.expireSoon();
		}
	}

	void disconnected() {
		this.restoring = 0;
		this.retrying = 0;
	}

	void reading(boolean reading) {
		this.timer.reading(reading);
	}

	void retried(int count) {
		this.retrying += count;
	}

	/**
	 * An answer has come.
	 * @param changed whether it is another one than before
	 */
	void answered(Ask ask, ReasonCode reasonCode, boolean changed) {
		TopicFilter filter = ask.item().filter();
		if (ask.kind() == Kind.RETRY) {
			this.retrying = Math.max(0, this.retrying - 1);
			if (ask.item().isWanted() && changed) {
				this.events.restored(Map.of(filter, reasonCode));
			}
		}
		else if (ask.kind() == Kind.RESTORE) {
			this.results.put(filter, reasonCode);
			if (--this.restoring == 0) {
				this.events.restored(new LinkedHashMap<>(this.results));
			}
		}
	}

	boolean isRestoring() {
		return this.restoring > 0;
	}

	/**
	 * Report that the broker does not answer.
	 * @param items what is wanted
	 * @return the time at which to look again, or {@link Long#MAX_VALUE}
	 */
	long expire(long now, Collection<Desired> items) {
		if (this.restoring + this.retrying == 0) {
			this.timer.restart();
			return Long.MAX_VALUE;
		}
		long until = this.timer.until(now);
		if (!this.timer.isOver(now)) {
			return until;
		}
		int unanswered = (int) items.stream().filter(Restoring::isUnanswered).count();
		if (unanswered > 0 && !this.told) {
			this.told = true;
			this.events.unanswered(unanswered);
		}
		return Long.MAX_VALUE;
	}

	private static boolean isUnanswered(Desired item) {
		Ask pending = item.pending();
		return pending != null && pending.kind() != Kind.NEW;
	}

}
