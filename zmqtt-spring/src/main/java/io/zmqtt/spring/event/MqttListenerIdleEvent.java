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

package io.zmqtt.spring.event;

import java.time.Duration;
import java.util.List;

import io.zmqtt.TopicTemplate;

import org.springframework.context.ApplicationEvent;

/**
 * A listener that runs has received nothing for a while. Repeated while that goes on, at
 * the interval that is set at the container factory.
 */
public final class MqttListenerIdleEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String listenerId;

	private final transient List<TopicTemplate> topics;

	private final Duration idleTime;

	/**
	 * Create an event.
	 * @param container the container of the listener
	 * @param listenerId the id of the listener
	 * @param topics what it listens to
	 * @param idleTime how long it has received nothing
	 */
	public MqttListenerIdleEvent(Object container, String listenerId, List<TopicTemplate> topics, Duration idleTime) {
		super(container);
		this.listenerId = listenerId;
		this.topics = topics;
		this.idleTime = idleTime;
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * Return what the listener listens to.
	 * @return its topics
	 */
	public List<TopicTemplate> getTopics() {
		return this.topics;
	}

	/**
	 * Return how long the listener has received nothing.
	 * @return the time since its last message, or since its start
	 */
	public Duration getIdleTime() {
		return this.idleTime;
	}

	@Override
	public String toString() {
		return "MqttListenerIdleEvent[listenerId=" + this.listenerId + ", topics=" + this.topics + ", idleTime="
				+ this.idleTime + "]";
	}

}
